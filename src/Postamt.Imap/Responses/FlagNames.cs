using System.Text;
using Postamt.Imap.Grammar;
using Postamt.Store.Messages;

namespace Postamt.Imap.Responses;

/// <summary>Flags on the wire (RFC 9051 2.3.2).</summary>
internal static class FlagNames
{
    public static readonly (SystemFlags Flag, string Name)[] System =
    [
        (SystemFlags.Answered, "\\Answered"),
        (SystemFlags.Flagged, "\\Flagged"),
        (SystemFlags.Deleted, "\\Deleted"),
        (SystemFlags.Seen, "\\Seen"),
        (SystemFlags.Draft, "\\Draft"),
    ];

    /// <summary>One flag; \Recent and unknown system flags are refused.</summary>
    public static bool TryOne(ref ImapTokenizer tokens, ref SystemFlags system, List<string> keywords)
    {
        var slash = tokens.Take((byte)'\\');
        if (!tokens.TryAtom(out var name)) return false;
        if (!slash)
        {
            if (name.Length > MessageFlags.MaxKeywordOctets || keywords.Count >= MessageFlags.MaxKeywords) return false;
            keywords.Add(Encoding.ASCII.GetString(name));
            return true;
        }
        foreach (var (flag, text) in System)
        {
            if (!Ascii.EqualsIgnoreCase(name, text.AsSpan(1))) continue;
            system |= flag;
            return true;
        }
        return false;
    }

    /// <summary>"(" flags ")".</summary>
    public static bool TryList(ref ImapTokenizer tokens, out MessageFlags flags)
    {
        flags = default;
        if (!tokens.Open()) return false;
        var system = SystemFlags.None;
        var keywords = new List<string>();
        if (!tokens.Close())
        {
            do
            {
                if (!TryOne(ref tokens, ref system, keywords)) return false;
            }
            while (tokens.Space());
            if (!tokens.Close()) return false;
        }
        flags = new MessageFlags(system, keywords);
        return true;
    }
}
