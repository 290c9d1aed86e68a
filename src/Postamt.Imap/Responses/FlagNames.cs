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

    private static readonly byte[][] Texts = [.. Enumerable.Range(0, 32).Select(one => Made((SystemFlags)one))];

    /// <summary>"(\Answered \Seen)", for flags without keywords.</summary>
    public static ReadOnlySpan<byte> Text(SystemFlags flags) => Texts[(int)flags & 31];

    private static byte[] Made(SystemFlags flags) => Encoding.ASCII.GetBytes($"({string.Join(' ', System.Where(one => (flags & one.Flag) != 0).Select(one => one.Name))})");

    /// <summary>
    /// One flag. \Recent is no flag a client sets (RFC 9051 9 flag); other system flags that are unknown here are passed over, as flags that are
    /// not among the PERMANENTFLAGS (7.1). How long and how many keywords may be is <see cref="Refusal"/>'s matter.
    /// </summary>
    public static bool TryOne(ref ImapTokenizer tokens, ref SystemFlags system, List<string> keywords)
    {
        var slash = tokens.Take((byte)'\\');
        if (!tokens.TryAtom(out var name)) return false;
        if (!slash)
        {
            keywords.Add(Encoding.ASCII.GetString(name));
            return true;
        }
        foreach (var (flag, text) in System)
        {
            if (!Ascii.EqualsIgnoreCase(name, text.AsSpan(1))) continue;
            system |= flag;
            return true;
        }
        return !Ascii.EqualsIgnoreCase(name, "Recent"u8);
    }

    /// <summary>Why flags that can be read cannot be stored; null when they can.</summary>
    public static ImapStatus? Refusal(MessageFlags flags)
    {
        if (flags.Keywords.Length > MessageFlags.MaxKeywords) return ImapStatus.No("Too many keywords", "LIMIT");
        return flags.Keywords.Any(one => one.Length > MessageFlags.MaxKeywordOctets) ? ImapStatus.No("The keyword is too long", "LIMIT") : null;
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
