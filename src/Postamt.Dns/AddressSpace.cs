using System.Net;
using System.Net.Sockets;

namespace Postamt.Dns;

/// <summary>Which addresses are not of the public Internet, so that nothing a domain publishes speaks of them.</summary>
public static class AddressSpace
{
    /// <summary>Loopback, private, link-local, shared, multicast or reserved. An IPv4 address within IPv6 is IPv4.</summary>
    public static bool IsLocal(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address)) return true;
        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // RFC 4291 2.4: link-local, multicast; RFC 4193: unique local.
            return address.IsIPv6LinkLocal || address.IsIPv6Multicast || (bytes[0] & 0xfe) == 0xfc || address.Equals(IPAddress.IPv6Any);
        }
        // RFC 1918, RFC 3927, RFC 6598, RFC 5735: private, link-local, shared, multicast and reserved space.
        return bytes[0] is 0 or 10 or >= 224
            || (bytes[0] == 172 && bytes[1] is >= 16 and < 32)
            || (bytes[0] == 192 && bytes[1] == 168)
            || (bytes[0] == 169 && bytes[1] == 254)
            || (bytes[0] == 100 && bytes[1] is >= 64 and < 128);
    }
}
