using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Postamt.Mail.Addresses;

/// <summary>
/// A mail domain in its one canonical form: A-labels, lower case, no trailing dot (RFC 5890), or an address literal
/// in brackets (RFC 5321 4.1.3). Two spellings of one domain are equal.
/// </summary>
public sealed record DomainName
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };
    private static readonly SearchValues<char> HostText = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");
    private static readonly SearchValues<char> LiteralText = SearchValues.Create("0123456789abcdefABCDEF.:");

    private DomainName(string ascii, string unicode)
    {
        Ascii = ascii;
        Unicode = unicode;
    }

    /// <summary>A-labels, lower case; at most 253 octets. An address literal keeps its brackets.</summary>
    public string Ascii { get; }

    /// <summary>The same domain as people read it (U-labels).</summary>
    public string Unicode { get; }

    public bool IsLiteral => Ascii[0] == '[';

    public bool Equals(DomainName? other) => other is not null && string.Equals(Ascii, other.Ascii, StringComparison.Ordinal);

    public override int GetHashCode() => string.GetHashCode(Ascii, StringComparison.Ordinal);

    public override string ToString() => Ascii;

    public static DomainName Parse(string text) =>
        TryParse(text, out var domain) ? domain : throw new FormatException("not a domain name");

    public static bool TryParse(string text, [NotNullWhen(true)] out DomainName? domain)
    {
        domain = null;
        // RFC 5321 4.5.3.1.2: a domain has at most 255 octets.
        if (text.Length is 0 or > 255)
            return false;
        if (text[0] == '[')
            return TryParseLiteral(text, out domain);
        if (text[^1] == '.')
            text = text[..^1];
        var isPlain = !text.AsSpan().ContainsAnyExcept(HostText) && !text.Contains("xn--", StringComparison.OrdinalIgnoreCase);
        var ascii = isPlain ? text.ToLowerInvariant() : ToAscii(text);
        if (ascii is null || !IsHostName(ascii))
            return false;
        var unicode = isPlain ? ascii : Idn.GetUnicode(ascii);
        if (!isPlain && !BidiRule.Holds(unicode))
            return false;
        domain = new DomainName(ascii, unicode);
        return true;
    }

    // RFC 5890 2.3.2.1: an A-label is what its U-label gives, so a made-up "xn--" label is no domain.
    private static string? ToAscii(string text)
    {
        try
        {
            // The capital sharp s is mapped to the small one since Unicode 15.1; older tables say "ss".
            var ascii = Idn.GetAscii(text.Replace('\u1E9E', '\u00DF')).ToLowerInvariant();
            return Idn.GetAscii(Idn.GetUnicode(ascii)).Equals(ascii, StringComparison.OrdinalIgnoreCase) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // RFC 5321 4.1.2: letters, digits and inner hyphens. RFC 1123 2.1: the last label is not a number, or it would be an address.
    private static bool IsHostName(string ascii)
    {
        if (ascii.Length is 0 or > 253 || ascii.AsSpan().ContainsAnyExcept(HostText))
            return false;
        var last = default(ReadOnlySpan<char>);
        foreach (var range in ascii.AsSpan().Split('.'))
        {
            last = ascii.AsSpan()[range];
            if (last.Length is 0 or > 63 || last[0] == '-' || last[^1] == '-')
                return false;
        }
        return last.ContainsAnyExceptInRange('0', '9');
    }

    private static bool TryParseLiteral(string text, [NotNullWhen(true)] out DomainName? domain)
    {
        domain = null;
        if (text[^1] != ']')
            return false;
        var inner = text[1..^1];
        var v6 = inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase);
        if (v6)
            inner = inner[5..];
        // Zones, ports and brackets are no part of an address here.
        if (inner.AsSpan().ContainsAnyExcept(LiteralText) || !IPAddress.TryParse(inner, out var address))
            return false;
        var canonical = v6 ? $"[IPv6:{address}]" : $"[{address}]";
        // RFC 5321 4.1.3: a bare literal is four decimal numbers; anything else IPAddress accepts is refused.
        if (v6 ? address.AddressFamily != AddressFamily.InterNetworkV6 : address.AddressFamily != AddressFamily.InterNetwork || canonical != text)
            return false;
        domain = new DomainName(canonical, canonical);
        return true;
    }
}
