using Postamt.Imap.Grammar;

namespace Postamt.Imap.Commands;

/// <summary>What RETURN asks for (RFC 9051 6.4.4, RFC 4731 3.1, RFC 5182 2.1).</summary>
[Flags]
internal enum SearchReturns
{
    None = 0,
    Min = 1,
    Max = 2,
    All = 4,
    Count = 8,
    Save = 16,
}

internal static class SearchReturnList
{
    /// <summary>"(" options ")". RFC 4731 3.1: an empty list means ALL.</summary>
    public static bool TryParse(ref ImapTokenizer tokens, out SearchReturns returns)
    {
        returns = SearchReturns.None;
        if (!tokens.Open()) return false;
        if (tokens.Close())
        {
            returns = SearchReturns.All;
            return true;
        }
        do
        {
            if (tokens.Word("MIN"u8)) returns |= SearchReturns.Min;
            else if (tokens.Word("MAX"u8)) returns |= SearchReturns.Max;
            else if (tokens.Word("ALL"u8)) returns |= SearchReturns.All;
            else if (tokens.Word("COUNT"u8)) returns |= SearchReturns.Count;
            else if (tokens.Word("SAVE"u8)) returns |= SearchReturns.Save;
            else return false;
        }
        while (tokens.Space());
        return tokens.Close();
    }

    /// <summary>MIN and MAX are all that is asked for: "$" and MODSEQ are about those messages alone (RFC 5182 2.4, RFC 4731 3.2).</summary>
    public static bool OnlyEnds(this SearchReturns returns) =>
        (returns & (SearchReturns.Min | SearchReturns.Max)) != 0 && (returns & (SearchReturns.All | SearchReturns.Count)) == 0;
}
