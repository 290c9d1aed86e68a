using System.Net;

namespace Postamt.Dns;

/// <summary>Which servers are asked, and for how long.</summary>
public sealed record DnsOptions
{
    /// <summary>Empty: the machine's own (resolv.conf).</summary>
    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];

    /// <summary>One question to one server (resolv.conf's default).</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public int Retries { get; init; } = 1;

    /// <summary>Cap on one look-up, all servers and tries together.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>No answer is kept longer, whatever its TTL.</summary>
    public TimeSpan LongestCache { get; init; } = TimeSpan.FromMinutes(30);
}
