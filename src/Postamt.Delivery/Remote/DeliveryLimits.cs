namespace Postamt.Delivery.Remote;

/// <summary>Numbers of remote delivery, each with its source.</summary>
public sealed record DeliveryLimits
{
    /// <summary>Addresses tried for one mail (Postfix' smtp_mx_address_limit is 5; RFC 5321 5.1 wants at least two).</summary>
    public int MostAddresses { get; init; } = 10;

    /// <summary>Servers that may say "later" to one mail in one attempt; RFC 5321 5.1 wants more than one to be asked (Postfix' smtp_mx_session_limit).</summary>
    public int MostSessions { get; init; } = 2;

    /// <summary>Idle connections kept for a destination.</summary>
    public int IdlePerDestination { get; init; } = 4;

    /// <summary>How long an idle connection is kept; servers commonly wait five minutes (RFC 5321 4.5.3.2.7), busy ones less.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Mails over one connection (many servers end a session at 100).</summary>
    public int MailsPerConnection { get; init; } = 100;
}
