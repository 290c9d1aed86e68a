using Postamt.Sql.Rows;
using Postamt.Sql.Shared;
using Postamt.Sql.Writing;
using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Sql.Storing;

/// <summary>What the store forgets.</summary>
internal sealed class StoreUpkeep(IWriter writer, IReaders readers) : IStoreUpkeep
{
    /// <summary>Rows one transaction touches.</summary>
    private const int PieceRows = 1000;

    public ValueTask<StoreResult<int>> PurgeExpungedAsync(DateTimeOffset before, int limit) =>
        writer.WriteAsync<int>(WriteKind.Bulk, tx => MessageSql.PurgeExpunged(tx, before, Math.Min(limit, PieceRows)));

    public ValueTask<StoreResult<int>> SweepBlobsAsync(DateTimeOffset before, int limit) =>
        writer.WriteAsync<int>(WriteKind.Bulk, tx => tx.Blobs.Sweep(tx, before, Math.Min(limit, PieceRows)));

    public ValueTask<StoreResult<int>> PurgeFilingsAsync(DateTimeOffset before, int limit) =>
        writer.WriteAsync<int>(WriteKind.Bulk, tx => Filings.Purge(tx, before, Math.Min(limit, PieceRows)));

    public async ValueTask<StoreResult<int>> TrimTombstonesAsync(int kept, int limit)
    {
        // Counting reads the whole table, which is no work for the writer.
        var most = Math.Min(limit, PieceRows);
        var found = await readers.ReadAsync<List<MailboxKey>>(reader => TombstoneSql.Overfull(reader, kept, most), CancellationToken.None);
        if (!found.TryGet(out var mailboxes)) return StoreResult<int>.No(found.Error!.Value, found.Detail);
        var gone = 0;
        foreach (var mailbox in mailboxes)
        {
            var rest = most - gone;
            if (rest == 0) break;
            var trimmed = await writer.WriteAsync<int>(WriteKind.Bulk, tx => TombstoneSql.Trim(tx, mailbox, kept, rest));
            if (!trimmed.TryGet(out var count)) return trimmed;
            gone += count;
        }
        return gone;
    }
}
