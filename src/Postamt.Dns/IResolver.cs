using System.Net;
using System.Net.Sockets;

namespace Postamt.Dns;

/// <summary>
/// DNS as mail needs it. Every question has a deadline and a bounded answer; a failure is never mistaken for "there is no such name"
/// (RFC 5321 5.1: only a definite NXDOMAIN or NODATA may bounce).
/// </summary>
public interface IResolver
{
    /// <summary>MX records, lowest preference first, at most 100.</summary>
    ValueTask<DnsAnswer<MxRecord>> MxAsync(string domain, CancellationToken cancellationToken);

    /// <summary>A and AAAA together, at most 32.</summary>
    ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, CancellationToken cancellationToken);

    /// <summary>A or AAAA alone, at most 32.</summary>
    ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, AddressFamily family, CancellationToken cancellationToken);

    /// <summary>TXT records, strings joined, at most 100 records of 64 KiB in all.</summary>
    ValueTask<DnsAnswer<string>> TxtAsync(string name, CancellationToken cancellationToken);

    /// <summary>Host names of an address (PTR), at most 10.</summary>
    ValueTask<DnsAnswer<string>> ReverseAsync(IPAddress address, CancellationToken cancellationToken);
}

/// <param name="Host">A-labels, lower case, no trailing dot; empty for a null MX (RFC 7505).</param>
public sealed record MxRecord(ushort Preference, string Host)
{
    /// <summary>RFC 7505 3: "MX 0 ." means the domain takes no mail.</summary>
    public bool IsNull => Host.Length == 0;
}

public enum DnsStatus
{
    /// <summary>At least one record.</summary>
    Found,

    /// <summary>The name exists, records of that type do not.</summary>
    NoData,

    /// <summary>The name does not exist. For MX and addresses two servers have said so, or the only one twice: one that lies is not believed.</summary>
    NoSuchName,

    /// <summary>Time-out, SERVFAIL, refused, broken answer, failed validation: ask later.</summary>
    Unavailable,
}

/// <param name="Authenticated">The AD flag of a resolver we trust (RFC 4035 3.2.3).</param>
/// <param name="Reason">For Unavailable, in words.</param>
public sealed record DnsAnswer<T>(DnsStatus Status, IReadOnlyList<T> Records, bool Authenticated, string? Reason = null)
{
    public static DnsAnswer<T> None(DnsStatus status, string? reason = null) => new(status, [], false, reason);
}
