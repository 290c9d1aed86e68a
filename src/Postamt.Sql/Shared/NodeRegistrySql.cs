using System.Text.Json;
using Postamt.Cluster.Nodes;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>One row a node.</summary>
internal sealed class NodeRegistrySql(IWriter writer, IReaders readers) : INodeRegistry
{
    private const string ReportText = """
        INSERT INTO node_state (name, epoch, version, started_at, seen_at, state, listen, roles, program) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch, version = excluded.version, started_at = excluded.started_at, seen_at = excluded.seen_at,
            state = excluded.state, listen = excluded.listen, roles = excluded.roles, program = excluded.program WHERE excluded.epoch >= node_state.epoch
        """;

    private const string ListText = "SELECT name, epoch, version, started_at, seen_at, state, listen, roles, program FROM node_state ORDER BY name";
    private const string ForgetText = "DELETE FROM node_state WHERE name = $1";

    public async ValueTask<bool> ReportAsync(NodeReport report, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return DatabaseUnavailableException.Unless(await writer.WriteAsync(WriteKind.Change, tx => StoreResult<bool>.Ok(
            tx.Execute(ReportText, report.Node.Name, report.Node.Epoch, report.Version, report.StartedAt, tx.Now, report.State, JsonSerializer.Serialize(report.Listen), report.Roles, report.Program) == 1)));
    }

    public async ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellationToken) => DatabaseUnavailableException.Unless(
        await readers.ReadAsync(static sql => StoreResult<IReadOnlyList<NodeInfo>>.Ok(sql.Query(ListText, Map)), cancellationToken));

    public async ValueTask<bool> ForgetAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return DatabaseUnavailableException.Unless(await writer.WriteAsync(WriteKind.Change, tx => StoreResult<bool>.Ok(tx.Execute(ForgetText, name) == 1)));
    }

    private static NodeInfo Map(SqlRow row) => new(
        new NodeReport(new NodeEpoch(row.Long(1), row.Text(0)), row.Text(2), row.Time(3), row.Text(5), JsonSerializer.Deserialize<Dictionary<string, string>>(row.Text(6))!, row.Text(7), row.TextOrNull(8)),
        row.Time(4));
}
