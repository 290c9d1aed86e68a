using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>RFC 2971. What the client says of itself is read and not used.</summary>
internal sealed record IdCommand : ImapCommand
{
    // RFC 2971 3.3: at most 30 pairs; field 30 octets, value 1024.
    private const int MaxPairs = 30;

    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session)
    {
        if (!tokens.Space()) return null;
        if (tokens.Word("NIL"u8)) return new IdCommand();
        if (!tokens.Open()) return null;
        for (var pair = 0; !tokens.Close(); pair++)
        {
            if (pair >= MaxPairs || (pair > 0 && !tokens.Space()) || !tokens.TryString(out var field) || field.Length > 30 || !tokens.Space()) return null;
            if (!tokens.Word("NIL"u8) && (!tokens.TryString(out var value) || value.Length > 1024)) return null;
        }
        return new IdCommand();
    }

    public override ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        session.Out.Line("* ID (\"name\" \"Postamt\")"u8);
        return new(ImapStatus.Ok("Pleased to meet you"));
    }
}
