using System.Text;
using Postamt.Mail.Headers;

namespace Postamt.Screening.Rules.Clues;

/// <summary>The fields of a header section, read once.</summary>
internal sealed class HeaderClues
{
    /// <summary>Names that are kept apart; the usual mail has 20 to 60.</summary>
    private const int MostNames = 200;

    /// <summary>RFC 5321 6.3: more hops are a loop.</summary>
    private const int MostHops = 100;

    private const int LongestName = 40;

    private readonly Dictionary<string, string> _first = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _hops = [];

    /// <summary>The unfolded value of the first field of this name, encoded words as they are; null: there is none.</summary>
    public string? this[string name] => _first.GetValueOrDefault(name);

    /// <summary>Received, top first.</summary>
    public IReadOnlyList<string> Hops => _hops;

    /// <summary>A subject or name has characters that reorder what is read, which are taken out before it is shown.</summary>
    public bool HasOverride { get; private set; }

    public bool Has(string name) => _first.ContainsKey(name);

    public static HeaderClues Of(ReadOnlySpan<byte> section)
    {
        var clues = new HeaderClues();
        var known = clues._first.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> name = stackalloc char[LongestName];
        foreach (var field in HeaderFields.Enumerate(section))
        {
            if (field.Name.Length > LongestName) continue;
            var length = Encoding.Latin1.GetChars(field.Name, name);
            if (name[..length] is "Received")
            {
                if (clues._hops.Count < MostHops) clues._hops.Add(field.Value);
                continue;
            }
            if (clues._first.Count >= MostNames || known.ContainsKey(name[..length])) continue;
            known[name[..length]] = field.Value;
        }
        foreach (var shown in new[] { "Subject", "From", "Reply-To" }) clues.HasOverride |= clues[shown] is { } value && OverrideScan.Has(value);
        return clues;
    }
}
