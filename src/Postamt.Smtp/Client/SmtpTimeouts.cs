namespace Postamt.Smtp.Client;

/// <summary>How long each step may take as a whole; a peer that drips does not extend it. RFC 5321 4.5.3.2.</summary>
public sealed record SmtpTimeouts
{
    /// <summary>Ours: a server that is there answers within seconds.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Ours.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>RFC 5321 4.5.3.2.1: 5 minutes.</summary>
    public TimeSpan Greeting { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>RFC 5321 4.5.3.2.2 and 4.5.3.2.3: 5 minutes for MAIL, RCPT and what is like them.</summary>
    public TimeSpan Command { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>RFC 5321 4.5.3.2.4: 2 minutes.</summary>
    public TimeSpan DataInitiation { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>RFC 5321 4.5.3.2.5: 3 minutes a block.</summary>
    public TimeSpan DataBlock { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>RFC 5321 4.5.3.2.6: 10 minutes, because a mail that is sent again is there twice (RFC 1047).</summary>
    public TimeSpan DataTermination { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Ours: the mail is delivered, only politeness is left.</summary>
    public TimeSpan Quit { get; init; } = TimeSpan.FromSeconds(5);
}
