namespace Postamt.Smtp.Client;

public enum SmtpTlsMode
{
    None,

    /// <summary>STARTTLS when it is offered. A failed handshake ends the connection; whether to come again without is the caller's choice.</summary>
    Opportunistic,

    /// <summary>Nothing is sent in plain text.</summary>
    Required,

    /// <summary>From the first octet (RFC 8314 3).</summary>
    Implicit,
}
