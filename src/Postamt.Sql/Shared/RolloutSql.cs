using System.Text.Json;
using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Rollouts;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>One row a rollout, one a node of it. Each step names what it expects to find: of two that take the same one, one is told no.</summary>
internal sealed class RolloutSql(IWriter writer, IReaders readers) : IRollouts
{
    private static readonly Actor Rollback = Actor.System("rollback");

    private const string InsertText = """
        INSERT INTO rollout (id, target, origin, begun_at, begun_by, restores, reason, state)
        SELECT coalesce(max(id), 0) + 1, $1, $2, $3, $4, $5, $6, 0 FROM rollout HAVING coalesce(sum(CASE WHEN state = 0 THEN 1 ELSE 0 END), 0) = 0
        """;

    private const string InsertNodeText = "INSERT INTO rollout_node (rollout_id, name) VALUES ($1, $2)";

    private const string LastText = "SELECT id, target, origin, restores, begun_at, begun_by, state, ended_at, reason, holder, held_since FROM rollout ORDER BY id DESC LIMIT 1";

    private const string NodesText = "SELECT name, done_at FROM rollout_node WHERE rollout_id = $1 ORDER BY name";

    private const string TakeText = "UPDATE rollout SET holder = $2, held_since = $3 WHERE id = $1 AND state = 0 AND holder IS NULL";

    private const string PassText = "UPDATE rollout SET holder = NULL, held_since = NULL WHERE id = $1 AND state = 0 AND holder = $2";

    private const string DoneText = "UPDATE rollout_node SET done_at = $3 WHERE rollout_id = $1 AND name = $2";

    private const string FinishText = """
        UPDATE rollout SET state = 1, ended_at = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM rollout_node WHERE rollout_id = $1 AND done_at IS NULL)
        """;

    private const string StopText = "UPDATE rollout SET state = 2, ended_at = $2, reason = $3, holder = NULL, held_since = NULL WHERE id = $1 AND state = 0";

    public async ValueTask<Rollout?> BeginAsync(string target, string origin, IReadOnlyCollection<string> nodes, Actor actor, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return DatabaseUnavailableException.Unless(await writer.WriteAsync(WriteKind.Change, tx =>
        {
            if (tx.Execute(InsertText, target, origin, tx.Now, actor.Name, SqlValue.NoNumber, SqlValue.NoText) == 0) return StoreResult<Rollout?>.Ok(null);
            Join(tx, nodes);
            AuditSql.Insert(tx, new AuditEntry(tx.Now, CompanyId.Installation, actor, "BeginRollout", target, JsonSerializer.Serialize(nodes)));
            return StoreResult<Rollout?>.Ok(Read(tx));
        }));
    }

    public async ValueTask<Rollout?> LastAsync(CancellationToken cancellationToken) =>
        DatabaseUnavailableException.Unless(await readers.ReadAsync(static sql => StoreResult<Rollout?>.Ok(Read(sql)), cancellationToken));

    public ValueTask<bool> TryTakeAsync(long id, string node, CancellationToken cancellationToken) => ChangeAsync(tx => tx.Execute(TakeText, id, node, tx.Now) == 1, cancellationToken);

    public ValueTask<bool> PassAsync(long id, string node, CancellationToken cancellationToken) => ChangeAsync(
        tx =>
        {
            if (tx.Execute(PassText, id, node) == 0) return false;
            tx.Execute(DoneText, id, node, tx.Now);
            tx.Execute(FinishText, id, tx.Now);
            return true;
        },
        cancellationToken);

    public ValueTask<bool> StopAsync(long id, string reason, bool takesBack, CancellationToken cancellationToken) => ChangeAsync(
        tx =>
        {
            if (tx.Execute(StopText, id, tx.Now, reason) == 0) return false;
            if (takesBack) TakeBack(tx, Read(tx)!);
            return true;
        },
        cancellationToken);

    private static void TakeBack(WriteTransaction tx, Rollout stopped)
    {
        string[] done = [.. stopped.Nodes.Where(node => node.DoneAt is not null).Select(node => node.Name)];
        if (stopped.Restores is not null || done.Length == 0) return;
        tx.Execute(InsertText, stopped.Origin, stopped.Target, tx.Now, Rollback.Name, stopped.Id, stopped.Reason!);
        Join(tx, done);
        AuditSql.Insert(tx, new AuditEntry(tx.Now, CompanyId.Installation, Rollback, "BeginRollout", stopped.Origin, JsonSerializer.Serialize(done)));
    }

    private static void Join(WriteTransaction tx, IReadOnlyCollection<string> nodes)
    {
        var id = Read(tx)!.Id;
        foreach (var node in nodes) tx.Post(InsertNodeText, id, node);
    }

    private async ValueTask<bool> ChangeAsync(Func<WriteTransaction, bool> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return DatabaseUnavailableException.Unless(await writer.WriteAsync(WriteKind.Change, tx => StoreResult<bool>.Ok(change(tx))));
    }

    private static Rollout? Read(ISqlReader sql) => sql.QueryFirst(LastText, static row => new Rollout(
        row.Long(0), row.Text(1), row.Text(2), row.LongOrNull(3), row.Time(4), row.Text(5), (RolloutState)row.Int(6), Time(row, 7), row.TextOrNull(8), row.TextOrNull(9), Time(row, 10), [])) is { } rollout
        ? rollout with { Nodes = sql.Query(NodesText, static row => new RolloutNode(row.Text(0), Time(row, 1)), rollout.Id) }
        : null;

    private static DateTimeOffset? Time(SqlRow row, int column) => row.LongOrNull(column) is { } at ? UtcMicroseconds.ToTime(at) : null;
}
