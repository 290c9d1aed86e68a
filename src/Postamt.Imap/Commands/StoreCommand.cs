using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Search;

namespace Postamt.Imap.Commands;

/// <summary>STORE: RFC 9051 6.4.6, UNCHANGEDSINCE and MODIFIED RFC 7162 3.1.3.</summary>
internal sealed record StoreCommand(SequenceSet Set, bool Uids, FlagChange Change, bool Silent, ModSeq? UnchangedSince) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, false);

    public static ImapCommand? ParseUid(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, true);

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        var view = session.Selected!;
        if (view.ReadOnly) return ImapStatus.No("The mailbox is open for reading only", "NOPERM");
        if (view.Resolve(Set, Uids) is not { } uids) return ImapStatus.Bad("No such message number", "CLIENTBUG");
        if (FlagNames.Refusal(Change.Flags) is { } refused) return refused;
        if (UnchangedSince is not null) session.EnableCondStore();
        var done = await session.Services.Messages.StoreFlagsAsync(session.Account, view.Id, uids, Change, UnchangedSince);
        if (!done.TryGet(out var result)) return session.Refuse(done);
        foreach (var row in result.Changed)
        {
            view.Told(row.Uid, row.ModSeq);
            // RFC 7162 3.1.3: the new MODSEQ is told even in silence.
            if (!Silent || session.CondStore) MailboxNews.WriteFlags(session, view, row, withFlags: !Silent);
        }
        if ((!Silent || UnchangedSince is not null) && result.Changed.Count < view.CountIn(uids)) await WriteUnchangedAsync(session, view, uids, result, cancellationToken);
        return End(view, result);
    }

    private ImapStatus End(SelectedMailbox view, FlagResult result)
    {
        // RFC 2180 4.2, RFC 5530 3: some of the messages may be gone for good.
        if (result.Conflicting.Count == 0) return view.HasGone && !Uids ? ImapStatus.Ok("Stored", "EXPUNGEISSUED") : ImapStatus.Ok("Stored");
        var numbers = Uids ? result.Conflicting.Select(one => one.Value) : result.Conflicting.Select(one => (uint)view.NumberOf(one.Value)).Where(one => one != 0);
        return ImapStatus.Ok("Some have changed before", $"MODIFIED {SetText.Of(numbers)}");
    }

    /// <summary>
    /// RFC 9051 6.4.6: without .SILENT the client reads the flags of every message of the set. RFC 7162 3.1.3: with UNCHANGEDSINCE
    /// it reads the MODSEQ of every message that passed the test, .SILENT or not, and the flags of those that did not.
    /// </summary>
    private async ValueTask WriteUnchangedAsync(Session session, SelectedMailbox view, IReadOnlyList<UidRange> uids, FlagResult result, CancellationToken cancellationToken)
    {
        var written = result.Changed.Select(one => one.Uid).ToHashSet();
        var conflicting = result.Conflicting.ToHashSet();
        for (var left = uids; left.Count > 0;)
        {
            var read = await session.Services.Messages.ReadFlagsAsync(session.Account, view.Id, left, default, session.Limits.Page, cancellationToken);
            if (!read.TryGet(out var rows) || rows.Count == 0) return;
            foreach (var row in rows)
            {
                if (!written.Contains(row.Uid)) MailboxNews.WriteFlags(session, view, row, withFlags: !Silent || conflicting.Contains(row.Uid));
            }
            await session.Wire.Output.FlushIfLargeAsync(cancellationToken);
            if (rows.Count < session.Limits.Page) return;
            left = UidRanges.After(left, rows[^1].Uid.Value);
        }
    }

    private static StoreCommand? Parse(ref ImapTokenizer tokens, bool uids)
    {
        if (!tokens.Space() || !SequenceSet.TryParse(ref tokens, out var set) || !tokens.Space()) return null;
        ModSeq? unchanged = null;
        if (tokens.Open())
        {
            if (!tokens.Word("UNCHANGEDSINCE"u8) || !tokens.Space() || !tokens.TryNumber(out var since) || !tokens.Close() || !tokens.Space()) return null;
            unchanged = new ModSeq(since);
        }
        var mode = tokens.Take((byte)'+') ? FlagMode.Add : tokens.Take((byte)'-') ? FlagMode.Remove : FlagMode.Replace;
        var silent = tokens.Word("FLAGS.SILENT"u8);
        if ((!silent && !tokens.Word("FLAGS"u8)) || !tokens.Space() || !TryFlags(ref tokens, out var flags)) return null;
        return new StoreCommand(set, uids, new FlagChange(mode, flags), silent, unchanged);
    }

    // RFC 9051 9 store-att-flags: a list, or flags without brackets.
    private static bool TryFlags(ref ImapTokenizer tokens, out MessageFlags flags)
    {
        if (tokens.Peek == (byte)'(') return FlagNames.TryList(ref tokens, out flags);
        flags = default;
        var system = SystemFlags.None;
        var keywords = new List<string>();
        do
        {
            if (!FlagNames.TryOne(ref tokens, ref system, keywords)) return false;
        }
        while (tokens.Space());
        flags = new MessageFlags(system, keywords);
        return true;
    }
}
