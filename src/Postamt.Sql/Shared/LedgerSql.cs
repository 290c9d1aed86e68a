using Postamt.Cluster.Nodes;
using Postamt.Queue.Ledger;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>Seals, proof and trace; the rows are written by acceptance and queue.</summary>
internal sealed class LedgerSql(IWriter writer, IReaders readers, ISealCopies copies) : ILedger
{
    private long? _copied;

    public async ValueTask<StoreResult<LedgerSeal?>> SealAsync(NodeEpoch epoch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var result = await writer.WriteAsync(WriteKind.Bulk, tx => StoreResult<LedgerSeal?>.Ok(Seal(tx)));
        if (!result.TryGet(out _)) return result;
        try
        {
            await CopyAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return StoreResult<LedgerSeal?>.No(StoreError.Unavailable, $"the seal could not be copied outside the database: {e.Message}");
        }
        return result;
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
    private async ValueTask CopyAsync(CancellationToken cancellationToken)
    {
        if (_copied is null)
        {
            long newest = 0;
            await foreach (var copy in copies.ReadAsync(cancellationToken)) newest = Math.Max(newest, copy.Number);
            _copied = newest;
        }
        while (true)
        {
            var missing = await readers.ReadAsync(sql => StoreResult<List<LedgerSeal>>.Ok(SealSql.From(sql, _copied.Value + 1, 100)), cancellationToken);
            if (!missing.TryGet(out var seals) || seals.Count == 0) return;
            foreach (var seal in seals)
            {
                await copies.AppendAsync(seal, cancellationToken);
                _copied = seal.Number;
            }
        }
    }
}
