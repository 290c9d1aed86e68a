using System.Globalization;
using System.Text;

namespace Postamt.Imap.Grammar;

/// <summary>RFC 9051 9 date and date-time.</summary>
internal static class DateText
{
    public static bool TryDate(ref ImapTokenizer tokens, out DateOnly day)
    {
        day = default;
        var quoted = tokens.Take((byte)'"');
        return tokens.TryUntil(" \")"u8, out var text) && (!quoted || tokens.Take((byte)'"')) && text.Length <= 11
            && DateOnly.TryParseExact(Encoding.Latin1.GetString(text), "d-MMM-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }

    /// <summary>Quoted, such as " 7-Feb-1994 21:52:25 -0800".</summary>
    public static bool TryDateTime(ref ImapTokenizer tokens, out DateTimeOffset when)
    {
        when = default;
        if (!tokens.TryString(out var octets) || octets.Length != 26) return false;
        var text = Encoding.Latin1.GetString(octets);
        // The framework reads zones with a colon.
        return text[20] == ' ' && text[21] is '+' or '-' && DateTimeOffset.TryParseExact(
            text.AsSpan(0, 24).TrimStart(' ').ToString() + ":" + text[24..], "d-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out when);
    }
}
