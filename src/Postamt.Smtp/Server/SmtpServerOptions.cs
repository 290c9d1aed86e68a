namespace Postamt.Smtp.Server;

/// <summary>One served profile. A running session keeps the record it began with.</summary>
public sealed record SmtpServerOptions
{
    public required SmtpProfile Profile { get; init; }

    /// <summary>Our name in greeting and EHLO: a fully qualified domain name in A-labels (RFC 5321 4.1.1.1).</summary>
    public required string HostName { get; init; }

    public SmtpLimits Limits { get; init; } = new();

    /// <summary>Nothing but EHLO, STARTTLS, NOOP, RSET, HELP and QUIT before TLS (RFC 3207 4).</summary>
    public bool RequireTls { get; init; }

    /// <summary>Passwords in plain text without TLS; for trying out on loopback only.</summary>
    public bool PlainWithoutTls { get; init; }

    /// <summary>AUTH is announced; without it MAIL is refused on a submission listener.</summary>
    internal bool Authenticates => Profile == SmtpProfile.Submission;
}
