using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>RFC 3501 6.3.9.</summary>
internal sealed record LsubCommand(string Pattern) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session)
    {
        var patterns = new List<string>();
        return tokens.Space() && tokens.TryAstring(out var reference) && tokens.Space() && ListCommand.TryPattern(ref tokens, reference, patterns)
            ? new LsubCommand(patterns[0])
            : null;
    }

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        var read = await session.Services.Mailboxes.ListAsync(session.Account, cancellationToken);
        if (!read.TryGet(out var list)) return session.Refuse(read);
        foreach (var entry in ListEntries.Of(list, [new ListPattern(Pattern)]))
        {
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
