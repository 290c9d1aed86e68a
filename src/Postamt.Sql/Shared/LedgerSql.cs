using Postamt.Cluster.Nodes;
using Postamt.Queue.Ledger;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>Seals, proof and trace; the rows are written by acceptance and queue.</summary>
internal sealed class LedgerSql(IWriter writer, IReaders readers, ISealCopies copies) : ILedger
{
    /// <summary>Seals that are written and forced at once.</summary>
    private const int PerCopy = 1_000;

    private long? _copied;
    private int _isCopying;

    public async ValueTask<StoreResult<LedgerSeal?>> SealAsync(NodeEpoch epoch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var result = await writer.WriteAsync(WriteKind.Bulk, tx => StoreResult<LedgerSeal?>.Ok(Seal(tx)));
        if (!result.TryGet(out _)) return result;
        var copied = await CopySealsAsync(cancellationToken);
        return copied.Error is { } error ? StoreResult<LedgerSeal?>.No(error, copied.Detail) : result;
    }

    public async ValueTask<StoreResult<long>> CopySealsAsync(CancellationToken cancellationToken)
    {
        // Whoever is at it already copies these as well.
        if (Interlocked.Exchange(ref _isCopying, 1) == 1) return 0;
        try
        {
            return await CopyAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return StoreResult<long>.No(StoreError.Unavailable, $"the seals could not be copied outside the database: {e.Message}");
        }
        finally
        {
            Volatile.Write(ref _isCopying, 0);
        }
    }

    public ValueTask<StoreResult<LedgerProof>> VerifyAsync(bool all, CancellationToken cancellationToken) =>
        new LedgerVerification(readers, copies, all, cancellationToken).RunAsync();

    public ValueTask<StoreResult<IReadOnlyList<TraceStep>>> TraceAsync(TraceQuery query, CancellationToken cancellationToken) =>
        readers.ReadAsync(sql => StoreResult<IReadOnlyList<TraceStep>>.Ok(LedgerTrace.Steps(sql, query)), cancellationToken);

    private static LedgerSeal? Seal(WriteTransaction tx)
    {
        var last = SealSql.Last(tx);
        var before = last is null ? [] : SealSql.Heads(tx, last.Number).ToDictionary(head => head.Strand);
        var strands = StrandSql.All(tx);
        var heads = strands.Select(strand => new SealHead(strand.Strand, strand.Seq, strand.Hash)).ToList();
        var moved = heads.Where(head => !before.TryGetValue(head.Strand, out var old) || old.Seq != head.Seq).ToList();
        if (moved.Count == 0) return null;
        var seal = Seals.Make(last, tx.Now, heads, SealSql.Balance(tx, strands));
        SealSql.Insert(tx, seal, moved);
        return seal;
    }

    /// <summary>Copies what is not outside yet, also what a stop left behind.</summary>
    private async ValueTask<StoreResult<long>> CopyAsync(CancellationToken cancellationToken)
    {
        long copied = 0;
        if (_copied is null)
        {
            long newest = 0;
            await foreach (var copy in copies.ReadAsync(cancellationToken)) newest = Math.Max(newest, copy.Number);
            _copied = newest;
        }
        while (true)
        {
            var missing = await readers.ReadAsync(sql => StoreResult<List<LedgerSeal>>.Ok(SealSql.From(sql, _copied.Value + 1, PerCopy)), cancellationToken);
            if (!missing.TryGet(out var seals)) return StoreResult<long>.No(missing.Error!.Value, missing.Detail);
            if (seals.Count == 0) return copied;
            await copies.AppendAsync(seals, cancellationToken);
            _copied = seals[^1].Number;
            copied += seals.Count;
        }
    }
}
