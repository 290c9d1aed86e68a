namespace Postamt.Smtp.Client;

public enum SmtpClientStep
{
    Connected,
    Dial,
    Greeting,
    Hello,

    /// <summary>No STARTTLS where it is required, a failed handshake, or a certificate that was not accepted.</summary>
    Tls,

    /// <summary>Plain text behind the answer to STARTTLS: somebody else writes here, and is not sent the mail in the clear.</summary>
    Injected,
    Authentication,
}
