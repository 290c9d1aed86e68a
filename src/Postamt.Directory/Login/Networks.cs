using System.Net;
using System.Net.Sockets;

namespace Postamt.Directory.Login;

/// <summary>The networks an address is counted under: one that a single guesser holds, and the neighbourhood he can move in.</summary>
public static class Networks
{
    /// <summary>An IPv4 address itself; IPv6 by /64.</summary>
    public static string Near(IPAddress address) => Prefix(address, 32, 64);

    /// <summary>IPv4 by /24; IPv6 by /48.</summary>
    public static string Wide(IPAddress address) => Prefix(address, 24, 48);

    private static string Prefix(IPAddress address, int bits4, int bits6)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? bits4 : bits6;
        var octets = address.GetAddressBytes();
        octets.AsSpan(bits / 8).Clear();
        return $"{new IPAddress(octets)}/{bits}";
    }
}
