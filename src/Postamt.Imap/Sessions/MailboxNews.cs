// What other sessions did, as untagged responses (RFC 9051 7.4.1, 7.5.1, 7.5.2; RFC 7162 3.1.4).
using Postamt.Store.Messages;
using Postamt.Store.Results;
using Postamt.Store.Search;

namespace Postamt.Imap.Sessions;

internal static class MailboxNews
{
    /// <summary>Asks the store when there is reason to and writes what is new.</summary>
    /// <param name="mayExpunge">RFC 9051 7.5.1: not while FETCH, STORE or SEARCH with sequence numbers runs.</param>
    /// <param name="force">Ask even without a notice.</param>
    /// <returns>What the storage says, if it says no; the view is then as before.</returns>
    public static async ValueTask<StoreError?> ReportAsync(Session session, bool mayExpunge, bool force, CancellationToken cancellationToken)
    {
        if (session.Selected is not { } view) return null;
        var due = session.Wire.Time.GetElapsedTime(view.AskedAt) >= session.Limits.CatchUp;
        if (view.TakeDirty() || force || due)
        {
            var error = await CatchUpAsync(session, view, mayExpunge, cancellationToken);
            if (error is not null) return error;
        }
        else if (mayExpunge && view.HasGone)
        {
            WriteNumbers(session, view, mayExpunge);
        }
        return null;
    }

    private static async ValueTask<StoreError?> CatchUpAsync(Session session, SelectedMailbox view, bool mayExpunge, CancellationToken cancellationToken)
    {
        view.AskedAt = session.Wire.Time.GetTimestamp();
        var known = view.LastUid;
        var opened = await session.Services.Messages.OpenAsync(session.Account, view.Id, cancellationToken);
        if (!opened.TryGet(out var map))
        {
            // RFC 2180 3.3: the mailbox was deleted under the session; it is shown as empty.
            if (opened.Error is not (StoreError.NotFound or StoreError.Gone)) return opened.Error;
            view.Take(new UidMap(view.Id, view.At, []));
            WriteNumbers(session, view, mayExpunge);
            return null;
        }
        var changes = await session.Services.Messages.ChangesAsync(session.Account, view.Id, view.At, cancellationToken);
        if (!changes.TryGet(out var news)) return changes.Error;
        view.Take(map);
        WriteNumbers(session, view, mayExpunge);
        if (news.Complete)
            WriteFlags(session, view, news.Changed, known);
        else if (await WriteAllFlagsAsync(session, view, known, cancellationToken) is { } error)
            return error;
        view.At = news.UpTo;
        view.ForgetTold();
        return null;
    }

    private static void WriteNumbers(Session session, SelectedMailbox view, bool mayExpunge)
    {
        var output = session.Out;
        if (mayExpunge && view.HasGone)
        {
            foreach (var number in view.ReportGone())
            {
                output.Raw("* "u8);
                output.Number(number);
                output.Line(" EXPUNGE"u8);
                view.Reported--;
            }
        }
        if (view.Reported == view.Count) return;
        view.Reported = view.Count;
        output.Raw("* "u8);
        output.Number(view.Count);
        output.Line(" EXISTS"u8);
    }

    private static async ValueTask<StoreError?> WriteAllFlagsAsync(Session session, SelectedMailbox view, uint known, CancellationToken cancellationToken)
    {
        var left = UidRanges.Everything;
        while (left.Count > 0)
        {
            var read = await session.Services.Messages.ReadFlagsAsync(session.Account, view.Id, left, view.At, session.Limits.Page, cancellationToken);
            if (!read.TryGet(out var rows)) return read.Error;
            WriteFlags(session, view, rows, known);
            await session.Wire.Output.FlushIfLargeAsync(cancellationToken);
            if (rows.Count < session.Limits.Page) break;
            left = UidRanges.After(left, rows[^1].Uid.Value);
        }
        return null;
    }

    private static void WriteFlags(Session session, SelectedMailbox view, IReadOnlyList<FlagRow> rows, uint known)
    {
        foreach (var row in rows)
        {
            // A message the client has just been told of has flags it has never seen: it asks for them.
            if (row.Uid.Value > known || view.WasTold(row)) continue;
            WriteFlags(session, view, row, withFlags: true);
        }
    }

    /// <summary>"* n FETCH (UID u FLAGS (…) MODSEQ (m))" where the client knows the message.</summary>
    public static void WriteFlags(Session session, SelectedMailbox view, FlagRow row, bool withFlags)
    {
        var number = view.NumberOf(row.Uid.Value);
        if (number == 0) return;
        var output = session.Out;
        output.Raw("* "u8);
        output.Number(number);
        output.Raw(" FETCH (UID "u8);
        output.Number(row.Uid.Value);
        if (withFlags)
        {
            output.Raw(" FLAGS "u8);
            output.Flags(row.Flags);
        }
        if (session.CondStore)
        {
            output.Raw(" MODSEQ ("u8);
            output.Number(row.ModSeq.Value);
            output.Raw(")"u8);
        }
        output.Line(")"u8);
    }
}
