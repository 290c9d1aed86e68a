namespace Postamt.Delivery.Remote;

/// <summary>Numbers of remote delivery, each with its source.</summary>
public sealed record DeliveryLimits
{
    /// <summary>Addresses tried for one mail (Postfix' smtp_mx_address_limit is 5; RFC 5321 5.1 wants at least two).</summary>
    public int MostAddresses { get; init; } = 10;

    /// <summary>Idle connections kept for a destination.</summary>
    public int IdlePerDestination { get; init; } = 4;

    /// <summary>How long an idle connection is kept; servers commonly wait five minutes (RFC 5321 4.5.3.2.7), busy ones less.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Mails over one connection (many servers end a session at 100).</summary>
    public int MailsPerConnection { get; init; } = 100;

    /// <summary>RFC 5321 4.5.3.2 speaks of minutes for each step; a connection itself answers sooner or not at all.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After a host refused a connection it is passed over this long, where others remain.</summary>
    public TimeSpan DeadHostTime { get; init; } = TimeSpan.FromMinutes(1);
}
