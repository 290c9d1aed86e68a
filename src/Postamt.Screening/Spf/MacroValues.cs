using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Postamt.Screening.Spf;

/// <summary>What the macros of one question stand for (RFC 7208 7.2).</summary>
/// <param name="Receiver">This host's name.</param>
internal sealed record MacroValues(IPAddress Client, string LocalPart, string SenderDomain, string Helo, string Receiver, DateTimeOffset Now)
{
    /// <summary>A name in DNS has at most so many characters (7.3).</summary>
    private const int NameLength = 253;

    public bool IsIPv6 => Client.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>A text as a name to ask for: what is too long loses labels on the left.</summary>
    public static string AsName(string text)
    {
        var name = text.EndsWith('.') ? text[..^1] : text;
        while (name.Length > NameLength && name.IndexOf('.') is var dot and >= 0) name = name[(dot + 1)..];
        return name;
    }

    /// <param name="domain">The domain whose record it is.</param>
    /// <param name="validated">For %{p}.</param>
    public string Expand(MacroText text, string domain, string validated)
    {
        var expanded = new StringBuilder();
        foreach (var part in text.Parts)
        {
            if (part.Letter is '\0' or '%') expanded.Append(part.Literal);
            else expanded.Append(Transform(part, Value(part.Letter, domain, validated)));
        }
        return expanded.ToString();
    }

    private string Value(char letter, string domain, string validated) => letter switch
    {
        's' => $"{LocalPart}@{SenderDomain}",
        'l' => LocalPart,
        'o' => SenderDomain,
        'd' => domain,
        'i' => IsIPv6 ? Nibbles(Client) : Client.ToString(),
        'p' => validated,
        'v' => IsIPv6 ? "ip6" : "in-addr",
        'h' => Helo,
        'c' => Client.ToString(),
        'r' => Receiver,
        _ => Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
    };

    private static string Transform(MacroPart part, string value)
    {
        var pieces = value.Split(part.Delimiters.ToCharArray());
        if (part.IsReversed) Array.Reverse(pieces);
        var joined = string.Join('.', pieces.Skip(Math.Max(0, pieces.Length - part.Keep)));
        return part.IsEscaped ? Uri.EscapeDataString(joined) : joined;
    }

    private static string Nibbles(IPAddress address) => string.Join('.', Convert.ToHexStringLower(address.GetAddressBytes()).AsEnumerable());
}
