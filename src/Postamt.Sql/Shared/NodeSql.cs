using Postamt.Cluster.Nodes;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>Each start of a node is a row; the row's number, which is never given twice, is its epoch.</summary>
internal sealed class NodeSql(IWriter writer) : INodes
{
    private const string InsertText = "INSERT INTO node (name, version, started_at) VALUES ($1, $2, $3) RETURNING epoch";

    public async ValueTask<NodeEpoch> RegisterAsync(string name, string version, CancellationToken cancellationToken) =>
        DatabaseUnavailableException.Unless(await writer.WriteAsync(WriteKind.Change, sql =>
            StoreResult<NodeEpoch>.Ok(new NodeEpoch(sql.QueryLong(InsertText, name, version, sql.Now) ?? throw new InvalidOperationException("a node got no epoch"), name))));
}
