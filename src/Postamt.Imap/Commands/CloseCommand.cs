using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Store.Results;

namespace Postamt.Imap.Commands;

/// <summary>CLOSE (RFC 9051 6.4.1) expunges in silence, UNSELECT (6.4.2) leaves as it is.</summary>
internal sealed record CloseCommand(bool Expunge) : ImapCommand
{
    public static ImapCommand Parse(ref ImapTokenizer tokens, Session session) => new CloseCommand(true);

    public static ImapCommand ParseUnselect(ref ImapTokenizer tokens, Session session) => new CloseCommand(false);

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        var view = session.Selected!;
        if (Expunge && !view.ReadOnly)
        {
            var done = await session.Services.Messages.ExpungeAsync(session.Account, view.Id, null);
            // A mailbox that is gone meanwhile has nothing left to remove.
            if (!done.TryGet(out _) && done.Error is not (StoreError.NotFound or StoreError.Gone)) return session.Refuse(done);
        }
        session.Select(null);
        return ImapStatus.Ok("Closed");
    }
}
