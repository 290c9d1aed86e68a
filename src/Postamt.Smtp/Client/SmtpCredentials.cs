namespace Postamt.Smtp.Client;

/// <summary>For a smart host. Sent by SCRAM-SHA-256 where offered, else by PLAIN or LOGIN, and then only under TLS.</summary>
public sealed record SmtpCredentials(string User, string Password)
{
    // The password never reaches a log through this record's text.
    public override string ToString() => User;
}
