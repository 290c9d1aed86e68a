using Postamt.Mail.Envelopes;
using Postamt.Queue.Upkeep;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>What the queue forgets.</summary>
internal sealed class QueueUpkeepSql(IWriter writer) : IQueueUpkeep
{
    private const int PieceRows = 1000;

    // An attempt is never older than its accept, whose id begins with its time: the index on accept ids leads to the old ones.
    private const string AttemptsText = """
        DELETE FROM attempt WHERE id IN
            (SELECT id FROM attempt WHERE accept_id < $1 AND at < $2 AND NOT EXISTS (SELECT 1 FROM queue_recipient WHERE queue_recipient.id = attempt.entry)
            ORDER BY accept_id LIMIT $3)
        """;

    private const string OwnersText = """
        DELETE FROM queue_owner WHERE epoch IN
            (SELECT epoch FROM queue_owner AS dead WHERE fenced = 1 AND EXISTS
                (SELECT 1 FROM node AS old JOIN node AS later ON later.epoch > old.epoch AND later.name = old.name
                WHERE old.epoch = dead.epoch AND later.started_at < $1)
            ORDER BY epoch LIMIT $2)
        """;

    public ValueTask<StoreResult<int>> PurgeAttemptsAsync(DateTimeOffset before, int limit)
    {
        // The first 48 bits of an accept id are its Unix milliseconds.
        var bound = new AcceptId((UInt128)(ulong)before.ToUnixTimeMilliseconds() << 80).ToBytes();
        return writer.WriteAsync<int>(WriteKind.Bulk, tx => tx.Execute(AttemptsText, bound, before, Math.Min(limit, PieceRows)));
    }

    public ValueTask<StoreResult<int>> PurgeOwnersAsync(DateTimeOffset startedAgainBefore, int limit) =>
        writer.WriteAsync<int>(WriteKind.Bulk, tx => tx.Execute(OwnersText, startedAgainBefore, Math.Min(limit, PieceRows)));
}
