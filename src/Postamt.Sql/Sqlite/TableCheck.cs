using Microsoft.Extensions.Logging;
using Postamt.Sql.Contents;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Sql.Sqlite;

/// <summary>
/// Checks one table after the other, by name. The write-ahead log cannot be emptied beyond what a reader still sees, so no read lasts longer
/// than one table takes.
/// </summary>
internal sealed class TableCheck(IWriter writer, IReaders readers, TimeProvider time, ILogger logger) : ITableUpkeep
{
    private const string Name = "tables";

    private const string NamesText = """
        SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name
        """;

    /// <summary>One bad page has many consequences.</summary>
    private const int MostFindings = 20;

    public async ValueTask<StoreResult<TablePiece>> CheckAsync(TimeSpan every, CancellationToken stop)
    {
        var looked = await readers.ReadAsync<Standing>(sql => Look(sql, every), stop);
        if (!looked.TryGet(out var standing)) return StoreResult<TablePiece>.No(looked.Error!.Value, looked.Detail);
        if (standing.Walk.EndedAt is not null) return new TablePiece(null, [], Ended: true);
        foreach (var finding in standing.Findings) Log.TableDamaged(logger, standing.Table!, finding);
        var walk = standing.Table is null ? standing.Walk with { EndedAt = time.GetUtcNow() } : standing.Walk with { LastId = standing.Walk.LastId + 1 };
        var written = await writer.WriteAsync<Unit>(WriteKind.Bulk, tx =>
        {
            ContentWalkSql.Keep(tx, Name, walk);
            return default(Unit);
        });
        if (written.Error is { } error) return StoreResult<TablePiece>.No(error, written.Detail);
        return new TablePiece(standing.Table, standing.Findings, Ended: standing.Table is null);
    }

    private StoreResult<Standing> Look(ISqlReader sql, TimeSpan every)
    {
        var walk = ContentWalkSql.Round(sql, Name, every, time.GetUtcNow());
        if (walk.EndedAt is not null) return new Standing(walk, null, []);
        var names = sql.Query(NamesText, static row => row.Text(0));
        return walk.LastId < names.Count ? new Standing(walk, names[(int)walk.LastId], Findings(sql, names[(int)walk.LastId])) : new Standing(walk, null, []);
    }

    private static List<string> Findings(ISqlReader sql, string table)
    {
        var rows = sql.Query($"PRAGMA integrity_check('{table}')", static row => row.Text(0));
        return rows is ["ok"] ? [] : [.. rows.Take(MostFindings)];
    }

    private sealed record Standing(ContentWalk Walk, string? Table, List<string> Findings);
}
