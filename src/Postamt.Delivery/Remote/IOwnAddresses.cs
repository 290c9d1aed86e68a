using System.Net;
using System.Net.Sockets;

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
        if (allowPrivate) return false;
        return IPAddress.IsLoopback(address) || IsPrivate(address);
    }

    private static bool IsPrivate(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // RFC 4291 2.4: link-local, multicast; RFC 4193: unique local.
            return address.IsIPv6LinkLocal || address.IsIPv6Multicast || (bytes[0] & 0xfe) == 0xfc;
        }
        // RFC 1918, RFC 3927, RFC 6598, RFC 5735: private, link-local, shared, multicast and reserved space.
        return bytes[0] is 0 or 10 or >= 224
            || (bytes[0] == 172 && bytes[1] is >= 16 and < 32)
            || (bytes[0] == 192 && bytes[1] == 168)
            || (bytes[0] == 169 && bytes[1] == 254)
            || (bytes[0] == 100 && bytes[1] is >= 64 and < 128);
    }
}
