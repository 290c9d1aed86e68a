// FETCH and UID FETCH: RFC 9051 6.4.5, RFC 3501 6.4.5, CHANGEDSINCE RFC 7162 3.1.4.1.
// Rows come in pages, bodies as slices straight to the wire; \Seen is set once a page, before its responses.
using Postamt.Imap.Fetching;
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Mail.Mime;
using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;
using Postamt.Store.Search;

namespace Postamt.Imap.Commands;

internal sealed record FetchCommand(SequenceSet Set, bool Uids, FetchItems Items, ModSeq? ChangedSince) : ImapCommand
{
    private bool Structured { get; } = Items.NeedsStructure;

    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, false);

    public static ImapCommand? ParseUid(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, true);

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        var view = session.Selected!;
        if (view.Resolve(Set, Uids) is not { } uids) return ImapStatus.Bad("No such message number", "CLIENTBUG");
        if (ChangedSince is not null || Items.Has(FetchItem.ModSeq)) session.EnableCondStore();
        var no = Items.IsFlagsOnly
            ? await FlagsAsync(session, view, uids, cancellationToken)
            : await RowsAsync(session, view, uids, cancellationToken);
        if (no is { } status) return status;
        // RFC 5530 3: some of the messages may be gone for good.
        return view.HasGone && !Uids ? ImapStatus.Ok("Fetched", "EXPUNGEISSUED") : ImapStatus.Ok("Fetched");
    }

    private async ValueTask<ImapStatus?> FlagsAsync(Session session, SelectedMailbox view, IReadOnlyList<UidRange> uids, CancellationToken cancellationToken)
    {
        var items = Answered(session);
        var number = 0;
        for (var left = uids; left.Count > 0;)
        {
            var read = await session.Services.Messages.ReadFlagsAsync(session.Account, view.Id, left, ChangedSince ?? default, session.Limits.Page, cancellationToken);
            if (!read.TryGet(out var rows)) return session.Refuse(read);
            foreach (var row in rows)
            {
                number = view.NumberAfter(number, row.Uid.Value);
                if (number == 0) continue;
                FetchWriter.Begin(session.Out, number, items, row.Uid, row.Flags, row.ModSeq);
                session.Out.Line(")"u8);
                await session.Wire.Output.FlushIfLargeAsync(cancellationToken);
            }
            if (rows.Count < session.Limits.Page) break;
            left = UidRanges.After(left, rows[^1].Uid.Value);
        }
        return null;
    }

    private async ValueTask<ImapStatus?> RowsAsync(Session session, SelectedMailbox view, IReadOnlyList<UidRange> uids, CancellationToken cancellationToken)
    {
        ImapStatus? failed = null;
        var number = 0;
        var page = Items.NeedsStructure || Items.Sections.Count > 0 ? session.Limits.StructurePage : session.Limits.Page;
        for (var left = uids; left.Count > 0;)
        {
            var read = await session.Services.Messages.ReadAsync(session.Account, view.Id, left, Items.Columns, page, cancellationToken);
            if (!read.TryGet(out var rows)) return session.Refuse(read);
            if (await BodiesAsync(session, rows, cancellationToken) is not { } found) return ImapStatus.No("Try again later", "UNAVAILABLE");
            var seen = await SetSeenAsync(session, view, rows);
            foreach (var row in rows)
            {
                number = view.NumberAfter(number, row.Uid.Value);
                if (number == 0 || row.ModSeq.Value <= (ChangedSince?.Value ?? -1)) continue;
                failed = await OneAsync(session, number, row, found, seen, cancellationToken) ?? failed;
                await session.Wire.Output.FlushIfLargeAsync(cancellationToken);
            }
            if (rows.Count < page) break;
            left = UidRanges.After(left, rows[^1].Uid.Value);
        }
        return failed;
    }

    /// <summary>Where the contents of a page are, asked for at once; null when the store cannot say.</summary>
    private async ValueTask<IBlobSet?> BodiesAsync(Session session, IReadOnlyList<MessageRow> rows, CancellationToken cancellationToken)
    {
        if (Items.Sections.Count == 0) return NoBlobs.Instance;
        var found = await session.Services.Blobs.FindAsync([.. rows.Select(row => row.Blob)], cancellationToken);
        if (found.TryGet(out var set)) return set;
        session.Refuse(found);
        return null;
    }

    /// <summary>RFC 9051 6.4.5: BODY[] sets \Seen; the changed flags stand in the message's own response.</summary>
    private async ValueTask<Dictionary<Uid, FlagRow>?> SetSeenAsync(Session session, SelectedMailbox view, IReadOnlyList<MessageRow> rows)
    {
        if (!Items.SetsSeen || view.ReadOnly) return null;
        var unseen = rows.Where(row => !row.Flags.Has(SystemFlags.Seen) && view.NumberOf(row.Uid.Value) > 0).Select(row => row.Uid.Value).ToList();
        if (unseen.Count == 0) return null;
        var change = new FlagChange(FlagMode.Add, new MessageFlags(SystemFlags.Seen));
        var done = await session.Services.Messages.StoreFlagsAsync(session.Account, view.Id, UidRanges.Of(unseen), change, null);
        if (!done.TryGet(out var result))
        {
            // Reading goes on where marking as read cannot: the disk may be full.
            session.Refuse(done);
            return null;
        }
        foreach (var row in result.Changed) view.Told(row.Uid, row.ModSeq);
        return result.Changed.ToDictionary(row => row.Uid);
    }

    private async ValueTask<ImapStatus?> OneAsync(Session session, int number, MessageRow row, IBlobSet found, Dictionary<Uid, FlagRow>? seen, CancellationToken cancellationToken)
    {
        var items = Answered(session);
        var (flags, modSeq) = (row.Flags, row.ModSeq);
        if (seen is not null && seen.TryGetValue(row.Uid, out var changed))
        {
            (flags, modSeq) = (changed.Flags, changed.ModSeq);
            items |= FetchItem.Flags | (session.CondStore ? FetchItem.ModSeq : FetchItem.None);
        }
        var structure = Structured ? MessageStructure.Read(row.Structure.Span) : null;
        if (Items.Sections.Count == 0)
        {
            FetchWriter.Begin(session.Out, number, items, row.Uid, flags, modSeq);
            FetchWriter.Facts(session.Out, items, row, structure);
            session.Out.Line(")"u8);
            return null;
        }
        if (Items.HasUnknown(structure)) return ImapStatus.No("A part has an encoding nobody knows", "UNKNOWN-CTE");
        var opened = await found.OpenAsync(row.Blob, cancellationToken);
        if (!opened.TryGet(out var blob)) return Unopened(session, opened);
        await using (blob)
        {
            var octets = new MessageOctets(session, row, blob);
            foreach (var section in Items.Sections)
            {
                if (SectionWriter.Locate(section, row, structure) is { Length: > 0 } slice && !await octets.IsReadableAsync(slice.Offset, slice.Length, cancellationToken)) return Damaged;
            }
            FetchWriter.Begin(session.Out, number, items, row.Uid, flags, modSeq);
            FetchWriter.Facts(session.Out, items, row, structure);
            foreach (var section in Items.Sections)
            {
                session.Out.Raw(" "u8);
                await SectionWriter.WriteAsync(session, section, octets, structure, cancellationToken);
            }
            session.Out.Line(")"u8);
        }
        return null;
    }

    // RFC 9051 7.1 CORRUPTION; what is broken stands in the log.
    private static ImapStatus Damaged { get; } = ImapStatus.No("A message cannot be read", "CORRUPTION");

    // RFC 2180 4.1.3: the message was removed for good after its row was read.
    private static ImapStatus Unopened(Session session, StoreResult<IBlobReader> opened) =>
        opened.Error is StoreError.NotFound or StoreError.Gone ? ImapStatus.No("A message is not there any more", "EXPUNGEISSUED") : session.Refuse(opened);

    // RFC 9051 6.4.9: UID FETCH always tells the UID; RFC 7162 3.1.4.1: CHANGEDSINCE the MODSEQ.
    private FetchItem Answered(Session session) =>
        Items.Items | (Uids || Items.Sections.Count > 0 ? FetchItem.Uid : FetchItem.None)
        | (ChangedSince is not null || (session.CondStore && Items.Has(FetchItem.Flags)) ? FetchItem.ModSeq : FetchItem.None);

    private static FetchCommand? Parse(ref ImapTokenizer tokens, bool uids)
    {
        if (!tokens.Space() || !SequenceSet.TryParse(ref tokens, out var set) || !tokens.Space() || !FetchParser.TryParse(ref tokens, out var items)) return null;
        if (tokens.AtEnd) return new FetchCommand(set, uids, items, null);
        if (!tokens.Space() || !tokens.Open() || !tokens.Word("CHANGEDSINCE"u8) || !tokens.Space() || !tokens.TryNumber(out var since) || !tokens.Close()) return null;
        return new FetchCommand(set, uids, items, new ModSeq(since));
    }
}
