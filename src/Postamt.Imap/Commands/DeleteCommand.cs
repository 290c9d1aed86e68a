using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>RFC 9051 6.3.5.</summary>
internal sealed record DeleteCommand(MailboxArgument Mailbox) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session) =>
        tokens.Space() && MailboxArgument.TryParse(ref tokens, session, out var mailbox) ? new DeleteCommand(mailbox) : null;

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        if (!Mailbox.TryName(out var name)) return MailboxArgument.Refused;
        var done = await session.Services.Mailboxes.DeleteAsync(session.Account, name, cancellationToken);
        if (!done.TryGet(out _)) return session.Refuse(done);
        ListResponse.Renamed(session, Mailbox, name, "\\NonExistent");
        return ImapStatus.Ok("Deleted");
    }
}
