using Postamt.Cluster.Nodes;
using Postamt.Queue.Leasing;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>One row a job, with the epoch that does it. Whether that lives is told by its renewals, as for leases of mail.</summary>
internal sealed class JobLeaseSql(IWriter writer) : IJobLeases
{
    private const string InsertText = """
        INSERT INTO job_lease (name, epoch) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING
        """;

    private const string HolderText = """
        SELECT epoch FROM job_lease WHERE name = $1
        """;

    private const string LivesText = """
        SELECT count(*) FROM queue_owner WHERE epoch = $1 AND fenced = 0
        """;

    private const string TakeText = """
        UPDATE job_lease SET epoch = $2 WHERE name = $1 AND epoch = $3
        """;

    public ValueTask<StoreResult<bool>> TryHoldAsync(string job, NodeEpoch epoch) => writer.WriteAsync<bool>(WriteKind.Change, tx =>
    {
        if (LeaseOwnerSql.IsFenced(tx, epoch.Epoch)) return StoreError.Gone;
        // Without a row there nobody could ever find it dead.
        LeaseOwnerSql.Begin(tx, epoch.Epoch);
        tx.Execute(InsertText, job, epoch.Epoch);
        var holder = tx.QueryLong(HolderText, job);
        if (holder == epoch.Epoch) return true;
        return tx.QueryLong(LivesText, holder) == 0 && tx.Execute(TakeText, job, epoch.Epoch, holder) == 1;
    });
}
