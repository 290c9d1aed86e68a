using System.Buffers;

namespace Postamt.Screening.Rules.Texts;

/// <summary>Words that hardly anybody writes who is not up to one of a few things, in the languages most of it is written in. Found in one pass, whatever their number.</summary>
internal static class Phrases
{
    /// <summary>Who is no spammer does not say so.</summary>
    private static readonly string[] Denials =
    [
        "this is not spam", "this is not a spam", "this is not unsolicited", "not considered spam", "cannot be considered spam", "can not be considered spam", "this email is not spam", "this message is not spam", "section 301", "s.1618", "s. 1618", "title iii", "this is a one time mailing",
        "this is a one-time mailing", "one time mailing",
    ];

    /// <summary>Ways out that are none: who wants to leave is to confirm the address.</summary>
    private static readonly string[] Removals =
    [
        "to be removed from", "be removed from our", "be removed from future", "removed from this list", "remove in the subject", "\"remove\" in the subject", "word remove", "with remove", "remove me", "wish to be removed", "like to be removed", "want to be removed", "to be taken off",
    ];

    /// <summary>Money of the dead, and of ministers.</summary>
    private static readonly string[] Fortunes =
    [
        "next of kin", "million united states dollars", "million us dollars", "million u.s. dollars", "united states dollars", "(us$", "us$", "deceased", "late husband", "late father", "strictly confidential", "strict confidence", "utmost secrecy", "foreign account", "security company", "bank account",
        "transfer this money", "transfer the money", "transfer of this", "transfer the fund", "the sum of", "inheritance", "beneficiary", "barrister", "contract sum", "your assistance", "god bless", "dear friend", "dearest one", "fund transfer", "consignment", "percent of the total", "% of the total",
    ];

    private static readonly SearchValues<string> All = SearchValues.Create([.. Denials, .. Removals, .. Fortunes], StringComparison.OrdinalIgnoreCase);

    private const int MostFound = 200;

    /// <summary>How many different ones of each kind a text has.</summary>
    public static PhraseCounts Count(string text)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var rest = text.AsSpan();
        for (var found = 0; found < MostFound && rest.IndexOfAny(All) is >= 0 and var at; found++)
        {
            var here = rest[at..];
            var phrase = Longest(here);
            seen.Add(phrase);
            rest = here[phrase.Length..];
        }
        return new PhraseCounts(Denials.Count(seen.Contains), Removals.Count(seen.Contains), Fortunes.Count(seen.Contains));
    }

    private static string Longest(ReadOnlySpan<char> text)
    {
        var longest = "";
        foreach (var kind in new[] { Denials, Removals, Fortunes })
        {
            foreach (var phrase in kind)
            {
                if (phrase.Length > longest.Length && text.StartsWith(phrase, StringComparison.OrdinalIgnoreCase)) longest = phrase;
            }
        }
        return longest;
    }
}

/// <summary>Different phrases of each kind.</summary>
internal readonly record struct PhraseCounts(int Denials, int Removals, int Fortunes)
{
    public static PhraseCounts operator +(PhraseCounts one, PhraseCounts other) =>
        new(Math.Max(one.Denials, other.Denials), Math.Max(one.Removals, other.Removals), Math.Max(one.Fortunes, other.Fortunes));
}
