using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Postamt.Screening.Rules.Senders;

/// <summary>Names that providers give to all addresses of a network at once.</summary>
internal static class ClientName
{
    private static readonly string[] Kinds = ["dyn", "dynamic", "dsl", "adsl", "pool", "dial", "dialup", "ppp", "cable", "dip", "client", "customer", "broadband", "ftth", "dhcp", "res", "user", "host"];

    /// <summary>It has at least two of its address's last numbers in it and one of the words for such networks, or three of the numbers.</summary>
    public static bool IsGiven(string name, IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork) return false;
        var words = name.ToLowerInvariant().Split('.', '-', '_').Select(static word => word.TrimStart('0')).ToList();
        var numbers = address.GetAddressBytes().Select(static octet => octet.ToString(CultureInfo.InvariantCulture)).Where(static number => number != "0").Distinct().Count(words.Contains);
        return numbers >= 3 || numbers >= 2 && words.Exists(word => Array.Exists(Kinds, kind => word.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9').TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9') == kind));
    }
}
