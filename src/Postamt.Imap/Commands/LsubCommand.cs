using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>RFC 3501 6.3.9.</summary>
/// <param name="Pattern">Null: no name can match it.</param>
internal sealed record LsubCommand(string? Pattern) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session)
    {
        var patterns = new List<string>();
        return tokens.Space() && tokens.TryAstring(out var reference) && tokens.Space() && ListCommand.TryPattern(ref tokens, session, reference, patterns)
            ? new LsubCommand(patterns.FirstOrDefault())
            : null;
    }

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        if (Pattern is null) return ImapStatus.Ok("Listed");
        if (Pattern.Length == 0)
        {
            // RFC 3501 6.3.9: the arguments are as those of LIST, and an empty name asks for the separator there.
            session.Out.Line("* LSUB (\\Noselect) \"/\" \"\""u8);
            return ImapStatus.Ok("Listed");
        }
        var read = await session.Services.Mailboxes.ListAsync(session.Account, cancellationToken);
        if (!read.TryGet(out var list)) return session.Refuse(read);
        var pattern = new ListPattern(Pattern);
        foreach (var entry in ListEntries.All(list))
        {
            if (!pattern.Matches(entry.Name.Value)) continue;
            // RFC 3501 6.3.9: under "%" a name above a subscribed one is told as not selectable.
            var level = !entry.Subscribed && entry.SubscribedBelow && Pattern.EndsWith('%');
            if (!entry.Subscribed && !level) continue;
            var output = session.Out;
            output.Raw(level || entry.Info?.Selectable == false ? "* LSUB (\\Noselect) \"/\" "u8 : "* LSUB () \"/\" "u8);
            output.Mailbox(entry.Name.Value);
            output.Line(""u8);
            await session.Wire.Output.FlushIfLargeAsync(cancellationToken);
        }
        return ImapStatus.Ok("Listed");
    }
}
