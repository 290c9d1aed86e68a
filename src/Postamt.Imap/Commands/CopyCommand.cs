using System.Globalization;
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Store.Results;

namespace Postamt.Imap.Commands;

/// <summary>COPY (RFC 9051 6.4.7) and MOVE (RFC 6851), with COPYUID (RFC 4315 3).</summary>
internal sealed record CopyCommand(SequenceSet Set, MailboxArgument To, bool Uids, bool Move) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, session, false, false);

    public static ImapCommand? ParseUid(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, session, true, false);

    public static ImapCommand? ParseMove(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, session, false, true);

    public static ImapCommand? ParseUidMove(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, session, true, true);

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        var view = session.Selected!;
        if (Move && view.ReadOnly) return ImapStatus.No("The mailbox is open for reading only", "NOPERM");
        if (view.Resolve(Set, Uids) is not { } uids) return ImapStatus.Bad("No such message number", "CLIENTBUG");
        if (!To.TryName(out var name)) return MailboxArgument.Refused;
        var found = await session.Services.Mailboxes.FindAsync(session.Account, name, cancellationToken);
        if (!found.TryGet(out var target)) return session.Refuse(found, target: true);
        // RFC 9051 6.4.7: a name that only has names below it can be created.
        if (!target.Selectable) return StoreError.NotFound.ToTargetStatus();
        var messages = session.Services.Messages;
        var done = Move
            ? await messages.MoveAsync(session.Account, view.Id, uids, target.Id)
            : await messages.CopyAsync(session.Account, view.Id, uids, target.Id);
        if (!done.TryGet(out var result)) return session.Refuse(done, target: true);
        if (result.Source.Count == 0) return ImapStatus.Ok("Nothing was there");
        var code = string.Create(CultureInfo.InvariantCulture, $"COPYUID {result.UidValidity.Value} {SetText.Of(result.Source)} {SetText.Of(result.Destination)}");
        if (!Move) return ImapStatus.Ok("Copied", code);
        // RFC 6851 4.3: before the EXPUNGEs.
        session.Out.Status("*", ImapStatus.Ok("Moved", code));
        // RFC 6851 4.4: the source's modseq after the move; what else happened up to there is reported before this answer.
        return ImapStatus.Ok("Moved", string.Create(CultureInfo.InvariantCulture, $"HIGHESTMODSEQ {result.At.Value}"));
    }

    private static CopyCommand? Parse(ref ImapTokenizer tokens, Session session, bool uids, bool move) =>
        tokens.Space() && SequenceSet.TryParse(ref tokens, out var set) && tokens.Space() && MailboxArgument.TryParse(ref tokens, session, out var to)
            ? new CopyCommand(set, to, uids, move)
            : null;
}
