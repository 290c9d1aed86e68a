using Postamt.Sql.Engines;
using Postamt.Sql.Rows;
using Postamt.Sql.Shared;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Moving;

/// <summary>Copies a table in pieces, in the order of its key: where it was broken off, the last row of the copy says how far it is.</summary>
internal sealed class TableCopy(SqlEngine from, SqlEngine to, Action<long> copied)
{
    /// <summary>Rows one transaction writes.</summary>
    private const int Piece = 2000;

    private const string ParentsText = """
        SELECT id, parent_id FROM department WHERE parent_id IS NOT NULL
        """;

    private const string ParentText = """
        UPDATE department SET parent_id = $2 WHERE id = $1
        """;

    public async Task CopyAsync(TableShape table)
    {
        var last = DatabaseUnavailableException.Unless(await to.Readers.ReadAsync(sql => StoreResult<SqlValue[]?>.Ok(table.Last(sql)), default));
        while (true)
        {
            var after = last;
            var rows = DatabaseUnavailableException.Unless(await from.Readers.ReadAsync(sql => StoreResult<List<SqlValue[]>>.Ok(table.Read(sql, after, Piece)), default));
            if (rows.Count == 0) break;
            await WriteAsync(table, rows);
            copied(rows.Count);
            last = rows[^1];
        }
        if (table.Name == "department") await CopyParentsAsync();
    }

    private async Task WriteAsync(TableShape table, List<SqlValue[]> rows)
    {
        // A department can lie below one that was made after it: who is above whom follows when all are there.
        var above = table.Name == "department" ? table.Columns.Select((column, i) => (column.Name, i)).First(column => column.Name == "parent_id").i : -1;
        DatabaseUnavailableException.Unless(await to.Writer.WriteAsync<Unit>(WriteKind.Bulk, tx =>
        {
            foreach (var row in rows)
            {
                SqlValue[] written = [.. row];
                if (above >= 0) written[above] = SqlValue.NoNumber;
                tx.PostRow(table.InsertText, written);
            }
            return default(Unit);
        }));
    }

    private async Task CopyParentsAsync()
    {
        var parents = DatabaseUnavailableException.Unless(await from.Readers.ReadAsync(
            sql => StoreResult<List<(long Id, long Parent)>>.Ok(sql.Query(ParentsText, static row => (row.Long(0), row.Long(1)))), default));
        DatabaseUnavailableException.Unless(await to.Writer.WriteAsync<Unit>(WriteKind.Bulk, tx =>
        {
            foreach (var (id, parent) in parents) tx.Post(ParentText, id, parent);
            return default(Unit);
        }));
    }
}
