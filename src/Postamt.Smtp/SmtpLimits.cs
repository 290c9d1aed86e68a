namespace Postamt.Smtp;

/// <summary>The numbers of the SMTP server, each with its source.</summary>
public sealed record SmtpLimits
{
    /// <summary>
    /// Octets of a command line with CRLF. RFC 5321 4.5.3.1.4: 512; SIZE adds 26 (RFC 1870), BODY 16 (RFC 6152), SMTPUTF8 10 (RFC 6531),
    /// AUTH 500 (RFC 4954), RET and ENVID 119, ORCPT and NOTIFY 536 (RFC 3461).
    /// </summary>
    public int CommandLine { get; init; } = 2048;

    /// <summary>Octets of an AUTH command line with an initial response; what is longer comes as a line of its own.</summary>
    public int AuthCommandLine { get; init; } = 4096;

    /// <summary>Octets of a line inside an AUTH exchange. RFC 4954 4: 12288.</summary>
    public int AuthLine { get; init; } = 12288;

    /// <summary>Until a command begins. RFC 5321 4.5.3.2.7: at least 5 minutes.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From a command's first octet to CRLF. THREATS 28; a line of 2 KiB takes 4 s at 500 B/s.</summary>
    public TimeSpan WholeCommand { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an open transaction may stand still while the server drains.</summary>
    public TimeSpan DrainPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A session that has just begun when the drain does may bring its first mail: who connected in good faith is not sent away. Counted from its beginning.</summary>
    public TimeSpan FreshPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Silence before the greeting, to catch those who do not wait for it; zero looks only at what is there.</summary>
    public TimeSpan GreetingDelay { get; init; }

    /// <summary>Octets of a message. Design §7: 50 MiB.</summary>
    public long MessageSize { get; init; } = 50L * 1024 * 1024;

    /// <summary>Octets read beyond <see cref="MessageSize"/> before the connection ends. THREATS 16.</summary>
    public int SizeGrace { get; init; } = 64 * 1024;

    /// <summary>RFC 5321 4.5.3.1.8 asks for at least 100. Design §7: 1 000.</summary>
    public int Recipients { get; init; } = 1000;

    /// <summary>Recipients of a mail from the null sender. Design §7.</summary>
    public int NullSenderRecipients { get; init; } = 5;

    /// <summary>RCPTs answered 452 before the session ends. RFC 5321 4.5.3.1.10 lets a client send them all.</summary>
    public int ExcessRecipients { get; init; } = 10_000;

    /// <summary>Commands in a row that bring no mail forward. Design §7.</summary>
    public int JunkCommands { get; init; } = 100;

    /// <summary>Permanent refusals in a session. Design §7.</summary>
    public int Errors { get; init; } = 20;

    /// <summary>BDAT commands of a mail. THREATS 13.</summary>
    public int Chunks { get; init; } = 10_000;

    /// <summary>Mails of a session, announced as MAILMAX (RFC 9422 4.1).</summary>
    public int Mails { get; init; } = 1000;

    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public void Validate()
    {
        if (CommandLine < 512 || AuthCommandLine < 512 || AuthLine < 512)
            throw new ArgumentException("RFC 5321 4.5.3.1.4: a command line has at least 512 octets.");
        // RFC 5321 4.5.3.1.7: at least 64K octets.
        if (MessageSize < 64 * 1024 || SizeGrace < 0)
            throw new ArgumentException("MessageSize must be at least 64 KiB and SizeGrace not negative.");
        if (Recipients < 100 || NullSenderRecipients < 1 || ExcessRecipients < 0)
            throw new ArgumentException("Recipients must be at least 100 (RFC 5321 4.5.3.1.8).");
        if (JunkCommands < 1 || Errors < 1 || Chunks < 1 || Mails < 1)
            throw new ArgumentException("JunkCommands, Errors, Chunks and Mails must be at least 1.");
    }
}
