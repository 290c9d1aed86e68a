namespace Postamt.Screening.Virus;

/// <summary>What clamd's words mean. Only its exact "OK" is clean: a content of which it says anything else, or which it did not look at to the end, is not.</summary>
internal static class ClamdAnswer
{
    private const string Clean = "stream: OK";
    private const string Beginning = "stream: ";
    private const string Found = " FOUND";
    private const int LongestName = 200;

    /// <summary>What it calls contents that are more than it looks at, with AlertExceedsMax; and those it cannot look into.</summary>
    private static readonly string[] Unseen = ["Heuristics.Limits.Exceeded", "Heuristics.Encrypted"];

    public static ScanResult Read(string answer)
    {
        if (answer == Clean) return new ScanResult.Clean();
        if (answer.StartsWith(Beginning, StringComparison.Ordinal) && answer.EndsWith(Found, StringComparison.Ordinal) && answer.Length > Beginning.Length + Found.Length)
        {
            var name = Plain(answer[Beginning.Length..^Found.Length]);
            return Array.Exists(Unseen, unseen => name.StartsWith(unseen, StringComparison.Ordinal))
                ? new ScanResult.NotScanned($"the virus scanner does not look into it: {name}", IsPassing: false)
                : new ScanResult.Infected(name);
        }
        // StreamMaxLength: it stopped reading, so nobody knows.
        if (answer.Contains("size limit exceeded", StringComparison.OrdinalIgnoreCase)) return new ScanResult.NotScanned("it is larger than the virus scanner takes (StreamMaxLength)", IsPassing: false);
        return new ScanResult.NotScanned($"the virus scanner said: {Plain(answer)}", IsPassing: true);
    }

    private static string Plain(string text) => new([.. text.Take(LongestName).Select(letter => letter is >= ' ' and <= '~' ? letter : '?')]);
}
