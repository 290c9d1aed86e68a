using Postamt.Sql.Engines;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Engines.Plans;

/// <summary>SQLite plans without counting rows: the plan over empty tables is the plan over full ones.</summary>
internal sealed class SqlitePlanner(SqlEngine engine) : IPlanner, IPlans
{
    private static readonly SqlValue[] Unknown = [.. Enumerable.Repeat(SqlValue.NoNumber, 32)];

    public Task<IPlans> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IPlans>(this);

    public async Task<IReadOnlyList<string>> FaultsAsync(string sql, CancellationToken cancellationToken)
    {
        var steps = (await engine.Readers.ReadAsync(reader =>
        {
            // A plan alone does not look whether the tables are still those the connection knows.
            reader.QueryLong("SELECT count(*) FROM sqlite_schema");
            return StoreResult<List<string>>.Ok(reader.Query("EXPLAIN QUERY PLAN " + sql, static row => row.Text(3), Unknown));
        }, cancellationToken)).Value;
        return [.. steps.Where(IsFault)];
    }

    public async Task DropIndexAsync(string name, CancellationToken cancellationToken) =>
        Assert.Null((await engine.Writer.WriteAsync<int>(WriteKind.Change, tx => tx.Execute("DROP INDEX " + name))).Error);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// A scan of a part of the statement's own, or of a row without a table, reads nothing that was not found before. A search that uses nothing, or no
    /// column of the key, walks to a smallest or largest value.
    /// </summary>
    private static bool IsFault(string step) =>
        step.Contains("TEMP B-TREE", StringComparison.Ordinal)
        || (step.StartsWith("SCAN ", StringComparison.Ordinal) && step != "SCAN CONSTANT ROW" && !step.StartsWith("SCAN (", StringComparison.Ordinal))
        || (step.StartsWith("SEARCH ", StringComparison.Ordinal) && (!step.Contains(" USING ", StringComparison.Ordinal) || step.EndsWith("PRIMARY KEY", StringComparison.Ordinal)));
}
