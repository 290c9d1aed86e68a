namespace Postamt.Screening.Rules.Links;

internal enum NumericHostKind
{
    /// <summary>A name, or an address of a private network (RFC 1918), which no stranger leads to.</summary>
    None,

    /// <summary>Four decimal numbers, or IPv6 in brackets.</summary>
    Plain,

    /// <summary>Hexadecimal, octal, or fewer numbers than four: 0x7f000001, 017700000001, 2130706433.</summary>
    Odd,
}

/// <summary>Hosts that are numbers, as browsers read them (WHATWG URL, IPv4 parser).</summary>
internal static class NumericHost
{
    private const int MostNumbers = 4;

    public static NumericHostKind KindOf(string host)
    {
        if (host.StartsWith('[')) return NumericHostKind.Plain;
        if (host.Length == 0 || !char.IsAsciiDigit(host[0])) return NumericHostKind.None;
        var (numbers, isOdd, isPrivate) = (0, false, false);
        foreach (var range in host.AsSpan().Split('.'))
        {
            var number = host.AsSpan()[range];
            if (++numbers > MostNumbers || number.IsEmpty) return NumericHostKind.None;
            var isHex = number.StartsWith("0x");
            if (isHex ? number[2..].ContainsAnyExcept("0123456789abcdef") : number.ContainsAnyExceptInRange('0', '9')) return NumericHostKind.None;
            isOdd |= isHex || number.Length > 1 && number[0] == '0' || number.Length > 3;
            if (numbers == 1) isPrivate = number is "10" or "127";
            if (numbers == 2) isPrivate |= host.StartsWith("192.168.", StringComparison.Ordinal) || host.StartsWith("172.16.", StringComparison.Ordinal);
        }
        return isOdd || numbers < MostNumbers ? NumericHostKind.Odd : isPrivate ? NumericHostKind.None : NumericHostKind.Plain;
    }
}
