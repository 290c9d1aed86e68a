using System.Globalization;

namespace Postamt.Mail.Addresses;

/// <summary>
/// A mail domain in its one canonical form: A-labels, lower case, no trailing dot (RFC 5890), or an address literal
/// in brackets (RFC 5321 4.1.3). Two spellings of one domain are equal.
/// </summary>
public sealed record DomainName
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };

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

    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DomainName? domain)
    {
        domain = null;
        // RFC 5321 4.5.3.1.2: a domain has at most 255 octets.
        if (text.Length is 0 or > 255) return false;
        if (text[0] == '[') return TryParseLiteral(text, out domain);
        if (text[^1] == '.') text = text[..^1];
        try
        {
            var ascii = Idn.GetAscii(text).ToLowerInvariant();
            if (ascii.Length is 0 or > 253) return false;
            domain = new DomainName(ascii, Idn.GetUnicode(ascii));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool TryParseLiteral(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DomainName? domain)
    {
        domain = null;
        if (text[^1] != ']') return false;
        var inner = text[1..^1];
        var v6 = inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase);
        if (!System.Net.IPAddress.TryParse(v6 ? inner[5..] : inner, out var address)) return false;
        var canonical = v6 ? $"[IPv6:{address}]" : $"[{address}]";
        // RFC 5321 4.1.3: a bare literal is four decimal numbers; anything else IPAddress accepts is refused.
        if (!v6 && (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork || canonical != text)) return false;
        if (v6 && address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6) return false;
        domain = new DomainName(canonical, canonical);
        return true;
    }
}
