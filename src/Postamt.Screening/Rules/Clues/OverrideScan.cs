using System.Buffers;

namespace Postamt.Screening.Rules.Clues;

/// <summary>Looks for the characters that turn the direction of reading around (U+202D, U+202E), plain or in encoded words (RFC 2047): gpj.exe reads as exe.jpg behind one. What decodes a field for display leaves them out.</summary>
internal static class OverrideScan
{
    private const int LongestWord = 1_000;
    private static readonly SearchValues<char> Overrides = SearchValues.Create("\u202d\u202e");

    public static bool Has(string value)
    {
        if (value.AsSpan().IndexOfAny(Overrides) >= 0) return true;
        var rest = value.AsSpan();
        while (rest.IndexOf("=?") is >= 0 and var begin)
        {
            rest = rest[(begin + 2)..];
            var charset = rest.IndexOf('?');
            if (charset < 0 || charset + 2 >= rest.Length || rest[charset + 2] != '?') continue;
            var form = rest[charset + 1];
            var word = rest[(charset + 3)..];
            var end = word.IndexOf("?=");
            if (end < 0) return false;
            if (end <= LongestWord && (form is 'q' or 'Q' ? InQ(word[..end]) : InB(word[..end]))) return true;
            rest = word[(end + 2)..];
        }
        return false;
    }

    /// <summary>As UTF-8 is written in it.</summary>
    private static bool InQ(ReadOnlySpan<char> word) => word.Contains("=E2=80=AE", StringComparison.OrdinalIgnoreCase) || word.Contains("=E2=80=AD", StringComparison.OrdinalIgnoreCase);

    private static bool InB(ReadOnlySpan<char> word)
    {
        Span<byte> octets = stackalloc byte[LongestWord];
        return Convert.TryFromBase64Chars(word, octets, out var length) && (octets[..length].IndexOf("\u202e"u8) >= 0 || octets[..length].IndexOf("\u202d"u8) >= 0);
    }
}
