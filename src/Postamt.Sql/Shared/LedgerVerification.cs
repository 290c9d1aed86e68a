using System.Globalization;
using Postamt.Queue.Ledger;
using Postamt.Sql.Rows;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>
/// One run over the ledger, in pages of 1 000 rows, each a read of its own: memory and the database's log stay bounded whatever the length.
/// </summary>
internal sealed class LedgerVerification(IReaders readers, ISealCopies copies, bool all, CancellationToken cancellationToken)
{
    private const int Page = 1000;

    private readonly Violations _violations = new();
    private long _rows;
    private long _seals;

    public async ValueTask<StoreResult<LedgerProof>> RunAsync()
    {
        var begun = await readers.ReadAsync(sql => StoreResult<Start>.Ok(Begin(sql)), cancellationToken);
        if (!begun.TryGet(out var start)) return StoreResult<LedgerProof>.No(begun.Error!.Value, begun.Detail);
        if (await SealsAsync(start) is { } badSeals) return StoreResult<LedgerProof>.No(badSeals);
        foreach (var head in start.Heads)
        {
            var from = start.From.Where(sealedHead => sealedHead.Strand == head.Strand).Select(sealedHead => (SealHead?)sealedHead).FirstOrDefault();
            if (await StrandAsync(head, from ?? new SealHead(head.Strand, 0, new byte[LedgerHash.Length])) is { } bad) return StoreResult<LedgerProof>.No(bad);
        }
        if (all && await LiveAsync() is { } badLive) return StoreResult<LedgerProof>.No(badLive);
        await CopiesAsync(start.Last);
        if (!start.Balance.IsBalanced)
            _violations.Add(string.Create(CultureInfo.InvariantCulture, $"The balance does not hold: {start.Balance.Begun} begun, {start.Balance.Ended.Values.Sum()} ended, {start.Balance.Live} live."));
        return new LedgerProof(_rows, _seals, start.Balance, _violations.Sentences);
    }

    private Start Begin(ISqlReader sql)
    {
        var heads = StrandSql.All(sql);
        var last = SealSql.Last(sql);
        return new Start(heads, last, all || last is null ? [] : SealSql.Heads(sql, last.Number), SealSql.Balance(sql, heads));
    }

    /// <summary>Every row of the strand up to the head seen at the start, and the life of every entry it touches.</summary>
    private async ValueTask<StoreError?> StrandAsync(StrandHead head, SealHead from)
    {
        var chain = new ChainCheck(from, _violations);
        var counts = LedgerCounts.None;
        for (var seq = from.Seq; ;)
        {
            var page = await readers.ReadAsync(sql => StoreResult<List<LedgerRecord>>.Ok(CheckPage(sql, head, seq)), cancellationToken);
            if (!page.TryGet(out var records)) return page.Error;
            if (records.Count == 0) break;
            foreach (var record in records)
            {
                chain.Take(record);
                counts = counts.Add(record.Row.Event);
            }
            _rows += records.Count;
            seq = records[^1].Row.Seq;
        }
        chain.End(new SealHead(head.Strand, head.Seq, head.Hash));
        if (from.Seq == 0 && !Same(counts, head.Counts)) _violations.Add($"Strand {head.Strand} has counted other numbers than its rows give.");
        return null;
    }

    private List<LedgerRecord> CheckPage(ISqlReader sql, StrandHead head, long seq)
    {
        var records = LedgerRows.After(sql, head.Strand, seq, Page).Where(record => record.Row.Seq <= head.Seq).ToList();
        foreach (var entry in records.Select(record => record.Row.Entry).Distinct()) CheckEntry(sql, entry);
        return records;
    }

    private void CheckEntry(ISqlReader sql, long entry)
    {
        var rows = LedgerRows.OfEntry(sql, entry);
        var parent = rows[0].Parent;
        EntryRules.Check(rows, LedgerRows.IsLive(sql, entry), LedgerRows.Children(sql, entry), parent == 0 ? null : LedgerRows.End(sql, parent), _violations);
    }

    /// <summary>Everything in the queue has a beginning and no end.</summary>
    private async ValueTask<StoreError?> LiveAsync()
    {
        for (long after = 0; ;)
        {
            var page = await readers.ReadAsync(
                sql =>
                {
                    var live = LedgerRows.LiveAfter(sql, after, Page);
                    foreach (var entry in live.Where(entry => LedgerRows.OfEntry(sql, entry).Count == 0))
                        _violations.Add(string.Create(CultureInfo.InvariantCulture, $"Queue row {entry} has no beginning in the ledger."));
                    return StoreResult<List<long>>.Ok(live);
                },
                cancellationToken);
            if (!page.TryGet(out var entries)) return page.Error;
            if (entries.Count == 0) return null;
            after = entries[^1];
        }
    }

    private async ValueTask<StoreError?> SealsAsync(Start start)
    {
        if (start.Last is null) return null;
        var heads = new Dictionary<long, SealHead>();
        LedgerSeal? previous = null;
        var first = all ? 1 : Math.Max(1, start.Last.Number - 1);
        for (var next = first; next <= start.Last.Number;)
        {
            var page = await readers.ReadAsync(
                sql =>
                {
                    var seals = SealSql.From(sql, next, 100);
                    foreach (var seal in seals)
                    {
                        if (seal.Number == first && first > 1)
                        {
                            foreach (var head in SealSql.Heads(sql, seal.Number)) heads[head.Strand] = head;
                        }
                        CheckSeal(sql, seal, previous, heads, vouched: seal.Number == first && first > 1);
                        previous = seal;
                    }
                    return StoreResult<int>.Ok(seals.Count);
                },
                cancellationToken);
            if (!page.TryGet(out var count)) return page.Error;
            if (count == 0) break;
            next = previous!.Number + 1;
        }
        return null;
    }

    /// <param name="vouched">The seal is only the ground the next one stands on.</param>
    private void CheckSeal(ISqlReader sql, LedgerSeal seal, LedgerSeal? previous, Dictionary<long, SealHead> heads, bool vouched)
    {
        if (vouched) return;
        _seals++;
        foreach (var moved in SealSql.Moved(sql, seal.Number))
        {
            heads[moved.Strand] = moved;
            if (LedgerRows.At(sql, moved.Strand, moved.Seq) is not { } row || !row.Hash.Span.SequenceEqual(moved.Hash.Span))
                _violations.Add(string.Create(CultureInfo.InvariantCulture, $"Seal {seal.Number} covers row {moved.Strand}/{moved.Seq}, which is missing or another one."));
        }
        if (seal.Number != (previous?.Number ?? 0) + 1) _violations.Add(string.Create(CultureInfo.InvariantCulture, $"Seal {seal.Number} has no seal before it."));
        else if (!Seals.Holds(seal, previous, heads.Values)) _violations.Add(string.Create(CultureInfo.InvariantCulture, $"Seal {seal.Number} does not match the heads and the seal before it."));
    }

    private async ValueTask CopiesAsync(LedgerSeal? last)
    {
        long newest = 0;
        await foreach (var copy in copies.ReadAsync(cancellationToken))
        {
            newest = Math.Max(newest, copy.Number);
            if (!all && last is not null && copy.Number < last.Number) continue;
            var found = await readers.ReadAsync(sql => StoreResult<LedgerSeal?>.Ok(SealSql.From(sql, copy.Number, 1).FirstOrDefault()), cancellationToken);
            if (!found.TryGet(out var seal)) continue;
            if (seal is null || seal.Number != copy.Number) _violations.Add(string.Create(CultureInfo.InvariantCulture, $"Seal {copy.Number} stands in the copy outside, the database has lost it."));
            else if (!seal.Root.Span.SequenceEqual(copy.Root.Span)) _violations.Add(string.Create(CultureInfo.InvariantCulture, $"Seal {copy.Number} differs from its copy outside the database."));
        }
        // A stop between commit and copy leaves the last one or few uncopied; the next seal makes up for it.
        if (all && last is { Number: > 1 } && newest == 0) _violations.Add("There are seals, but no copy of any outside the database.");
    }

    private static bool Same(LedgerCounts left, LedgerCounts right) => left.Begun == right.Begun && LedgerEvents.Ends.All(end => left.Of(end) == right.Of(end));

    private sealed record Start(List<StrandHead> Heads, LedgerSeal? Last, List<SealHead> From, LedgerBalance Balance);
}
