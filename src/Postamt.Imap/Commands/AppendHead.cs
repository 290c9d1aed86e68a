using Postamt.Imap.Grammar;
using Postamt.Store.Messages;
using Postamt.Imap.Responses;

namespace Postamt.Imap.Commands;

/// <summary>What stands before a message in APPEND: flags and date (RFC 9051 9 append, RFC 3502 for the second and later ones).</summary>
internal sealed record AppendHead(MessageFlags Flags, DateTimeOffset? Date)
{
    /// <summary>True when the octets are an APPEND whose next literal is a message; false while it may be the mailbox name.</summary>
    public static bool IsComplete(ReadOnlySpan<byte> octets)
    {
        var tokens = new ImapTokenizer(octets, 1);
        return tokens.TryAtom(out _) && tokens.Space() && tokens.Word("APPEND"u8) && tokens.Space() && tokens.TryAstring(out _) && tokens.Space();
    }

    /// <summary>[flag-list SP] [date-time SP], up to the literal's mark, which is not among the octets.</summary>
    public static AppendHead? Parse(ref ImapTokenizer tokens)
    {
        var flags = default(MessageFlags);
        DateTimeOffset? date = null;
        if (tokens.Peek == (byte)'(' && (!FlagNames.TryList(ref tokens, out flags) || !tokens.Space())) return null;
        if (tokens.Peek == (byte)'"')
        {
            if (!DateText.TryDateTime(ref tokens, out var when) || !tokens.Space()) return null;
            date = when;
        }
        return tokens.AtEnd ? new AppendHead(flags, date) : null;
    }
}
