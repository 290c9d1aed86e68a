using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>EXPUNGE (RFC 9051 6.4.3) and UID EXPUNGE (RFC 4315 2.1). The table makes it ask for news, which are its responses.</summary>
internal sealed record ExpungeCommand(SequenceSet? Uids) : ImapCommand
{
    public static ImapCommand Parse(ref ImapTokenizer tokens, Session session) => new ExpungeCommand((SequenceSet?)null);

    public static ImapCommand? ParseUid(ref ImapTokenizer tokens, Session session) =>
        tokens.Space() && SequenceSet.TryParse(ref tokens, out var set) ? new ExpungeCommand(set) : null;

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        var view = session.Selected!;
        if (view.ReadOnly) return ImapStatus.No("The mailbox is open for reading only", "NOPERM");
        var done = await session.Services.Messages.ExpungeAsync(session.Account, view.Id, Uids is null ? null : view.Resolve(Uids, true));
        return done.TryGet(out _) ? ImapStatus.Ok("Expunged") : session.Refuse(done);
    }
}
