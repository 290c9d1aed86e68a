using System.Buffers;
using System.Text.Json;

namespace Postamt.Attacks.Oracle;

/// <summary>What the log must not show: faults of ours, lines nobody of us wrote, characters that move a terminal, secrets.</summary>
internal static class LogLines
{
    // Direction marks, overrides and isolates, line and paragraph separators: with the control characters all that rearranges text.
    private static readonly SearchValues<char> Moving = SearchValues.Create("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2028\u2029\u2066\u2067\u2068\u2069");

    public static IEnumerable<string> Findings(IEnumerable<string> lines, IReadOnlyList<string> secrets) =>
        lines.SelectMany(line => Findings(line, secrets).Select(what => $"{what}: {line[..Math.Min(line.Length, 1200)]}"));

    private static IEnumerable<string> Findings(string line, IReadOnlyList<string> secrets)
    {
        if (line.Any(char.IsControl) || line.AsSpan().ContainsAny(Moving))
            yield return "a log line holds control characters";
        if (secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)))
            yield return "a log line holds a secret";
        foreach (var wrong in Entry(line))
            yield return wrong;
    }

    private static List<string> Entry(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var entry = json.RootElement;
            if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("LogLevel", out var level) || !entry.TryGetProperty("EventId", out _))
                return ["a line is no entry of the log"];
            var wrong = new List<string>();
            if (level.GetString() is "Error" or "Critical")
                wrong.Add("a fault of ours is logged");
            if (entry.TryGetProperty("Exception", out _))
                wrong.Add("an exception is logged");
            return wrong;
        }
        catch (JsonException)
        {
            return ["a log line is not one JSON object"];
        }
    }
}
