using System.Net;
using Postamt.Dns;

namespace Postamt.Delivery.Remote;

/// <summary>What outgoing mail must never be sent to because DNS says so: ourselves and networks that are not the Internet.</summary>
public interface IOwnAddresses
{
    bool IsOwnName(string host);

    /// <summary>An address of this machine that others can reach. Loopback is none: it is forbidden, or in a test bed somebody else.</summary>
    bool IsOwnAddress(IPAddress address);

    bool IsForbidden(IPAddress address);
}

/// <param name="hostName">This server's name, lower case.</param>
/// <param name="allowPrivate">Loopback and private networks are real destinations here (a test bed, a closed network).</param>
/// <param name="machine">The machine's addresses now.</param>
public sealed class OwnAddresses(string hostName, bool allowPrivate, Func<IReadOnlyCollection<IPAddress>> machine) : IOwnAddresses
{
    public bool IsOwnName(string host) => string.Equals(host, hostName, StringComparison.OrdinalIgnoreCase);

    public bool IsOwnAddress(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return !IPAddress.IsLoopback(address) && machine().Contains(address);
    }

    public bool IsForbidden(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Broadcast)) return true;
        return !allowPrivate && AddressSpace.IsLocal(address);
    }
}
