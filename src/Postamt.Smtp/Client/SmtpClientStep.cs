namespace Postamt.Smtp.Client;

public enum SmtpClientStep
{
    Connected,
    Dial,
    Greeting,
    Hello,

    /// <summary>No STARTTLS where it is required, a failed handshake, or a certificate that was not accepted.</summary>
    Tls,
    Authentication,
}
