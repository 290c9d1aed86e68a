using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Postamt.Screening.Spf;

/// <summary>The grammar of single terms (RFC 7208 12).</summary>
internal static class SpfTerms
{
    /// <summary>The letters, digits, "-", "_" and "." a term begins with; empty where it does not begin with a letter.</summary>
    public static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> term)
    {
        var length = 0;
        while (length < term.Length && (char.IsAsciiLetter(term[length]) || length > 0 && (char.IsAsciiDigit(term[length]) || term[length] is '-' or '_' or '.'))) length++;
        return term[..length];
    }

    /// <exception cref="SpfStopException">It is none.</exception>
    public static SpfDirective Directive(ReadOnlySpan<char> term)
    {
        SpfResult? qualified = term[0] switch { '+' => SpfResult.Pass, '-' => SpfResult.Fail, '~' => SpfResult.SoftFail, '?' => SpfResult.Neutral, _ => null };
        var mechanism = qualified is null ? term : term[1..];
        var name = NameOf(mechanism);
        var rest = mechanism[name.Length..];
        var directive = new SpfDirective(Mechanism(name), qualified ?? SpfResult.Pass, term.ToString());
        return directive.Mechanism switch
        {
            SpfMechanism.All => rest.Length == 0 ? directive : throw Unknown(term),
            SpfMechanism.Ip4 => directive with { Network = Network(rest, AddressFamily.InterNetwork, 32, term) },
            SpfMechanism.Ip6 => directive with { Network = Network(rest, AddressFamily.InterNetworkV6, 128, term) },
            SpfMechanism.Include or SpfMechanism.Exists => directive with { Target = Target(rest, term) ?? throw Unknown(term) },
            SpfMechanism.Ptr => directive with { Target = Target(rest, term) },
            _ => Dual(directive, rest, term),
        };
    }

    private static SpfMechanism Mechanism(ReadOnlySpan<char> name)
    {
        Span<char> lower = stackalloc char[8];
        if (name.Length is 0 or > 7) throw Unknown(name);
        return lower[..name.ToLowerInvariant(lower)] switch
        {
            "all" => SpfMechanism.All,
            "include" => SpfMechanism.Include,
            "a" => SpfMechanism.A,
            "mx" => SpfMechanism.Mx,
            "ptr" => SpfMechanism.Ptr,
            "ip4" => SpfMechanism.Ip4,
            "ip6" => SpfMechanism.Ip6,
            "exists" => SpfMechanism.Exists,
            _ => throw Unknown(name),
        };
    }

    /// <summary>With a domain and the lengths of prefixes, each of which may be missing.</summary>
    private static SpfDirective Dual(SpfDirective directive, ReadOnlySpan<char> rest, ReadOnlySpan<char> term)
    {
        var six = CutPrefix(ref rest, "//", 128, term);
        var four = CutPrefix(ref rest, "/", 32, term);
        return directive with { Target = Target(rest, term), Prefix4 = four ?? 32, Prefix6 = six ?? 128 };
    }

    private static MacroText? Target(ReadOnlySpan<char> rest, ReadOnlySpan<char> term)
    {
        if (rest.Length == 0) return null;
        return rest[0] == ':' ? MacroText.ParseDomain(rest[1..]) : throw Unknown(term);
    }

    private static IPNetwork Network(ReadOnlySpan<char> rest, AddressFamily family, int longest, ReadOnlySpan<char> term)
    {
        if (rest.Length == 0 || rest[0] != ':') throw Unknown(term);
        rest = rest[1..];
        var prefix = CutPrefix(ref rest, "/", longest, term) ?? longest;
        var isWritten = family == AddressFamily.InterNetwork ? IsDottedQuad(rest) : !rest.ContainsAny("%[]") && rest.Contains(':');
        if (!isWritten || !IPAddress.TryParse(rest, out var address) || address.AddressFamily != family) throw Unknown(term);
        return new IPNetwork(Masked(address, prefix), prefix);
    }

    /// <summary>Four numbers to 255 without leading zeros: other programs read those as octal.</summary>
    private static bool IsDottedQuad(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var range in text.Split('.'))
        {
            var number = text[range];
            if (++count > 4 || number.Length is 0 or > 3 || number.Length > 1 && number[0] == '0' || number.ContainsAnyExceptInRange('0', '9')) return false;
        }
        return count == 4;
    }

    /// <summary>Takes a length off the end, where there is one.</summary>
    private static int? CutPrefix(ref ReadOnlySpan<char> text, string mark, int longest, ReadOnlySpan<char> term)
    {
        var digits = text.Length - 1 - text.LastIndexOfAnyExceptInRange('0', '9');
        var before = text[..^digits];
        if (digits == 0 || !before.EndsWith(mark) || mark.Length == 1 && before.EndsWith("//")) return null;
        var number = text[^digits..];
        if (digits > 3 || digits > 1 && number[0] == '0' || int.Parse(number, CultureInfo.InvariantCulture) is var length && length > longest) throw Unknown(term);
        text = before[..^mark.Length];
        return length;
    }

    internal static IPAddress Masked(IPAddress address, int prefix)
    {
        var octets = address.GetAddressBytes();
        for (var i = 0; i < octets.Length; i++)
        {
            var bits = Math.Clamp(prefix - (i * 8), 0, 8);
            octets[i] &= (byte)(0xff << (8 - bits));
        }
        return new IPAddress(octets);
    }

    private static SpfStopException Unknown(ReadOnlySpan<char> term) => SpfStopException.Syntax($"\"{term}\" is not understood");
}
