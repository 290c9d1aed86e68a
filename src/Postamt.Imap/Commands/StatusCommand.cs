using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>RFC 9051 6.3.11.</summary>
internal sealed record StatusCommand(MailboxArgument Mailbox, StatusItems Items) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session) =>
        tokens.Space() && MailboxArgument.TryParse(ref tokens, session, out var mailbox) && tokens.Space() && StatusItems.TryParse(ref tokens, out var items)
            ? new StatusCommand(mailbox, items)
            : null;

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        if (!Mailbox.TryName(out var name)) return MailboxArgument.Refused;
        if (Items.AsksForModSeq) session.EnableCondStore();
        var found = await session.Services.Mailboxes.FindAsync(session.Account, name, cancellationToken);
        if (!found.TryGet(out var info)) return session.Refuse(found);
        if (!info.Selectable) return ImapStatus.No("It holds no messages", "NONEXISTENT");
        Items.Write(session, info);
        return ImapStatus.Ok("Counted");
    }
}
