using Postamt.Sql.Moving;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Sqlite;

/// <summary>The schema as SQLite describes it, and the numbers it gives.</summary>
internal sealed class SqliteTables : IMovable
{
    private const string TablesText = """
        SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
        """;

    private const string ColumnsText = """
        SELECT name, type, pk FROM pragma_table_info($1)
        """;

    private const string SequenceText = """
        SELECT seq FROM sqlite_sequence WHERE name = $1
        """;

    private const string SetSequenceText = """
        UPDATE sqlite_sequence SET seq = max(seq, $2) WHERE name = $1
        """;

    private const string HasSequenceText = """
        SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1 AND sql LIKE '%AUTOINCREMENT%'
        """;

    private const string NewSequenceText = """
        INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)
        """;

    public IReadOnlyList<TableShape> Tables(ISqlReader sql) => [.. sql.Query(TablesText, static row => row.Text(0)).Select(name => Shape(sql, name))];

    public long LastNumber(ISqlReader sql, string table, string column) =>
        Math.Max(sql.QueryLong(SequenceText, table) ?? 0, sql.QueryLong($"SELECT max({column}) FROM {table}") ?? 0);

    public void SetLastNumber(ISqlConnection sql, string table, string column, long number)
    {
        // A table without a sequence counts on from its largest number.
        if (sql.QueryLong(HasSequenceText, table) is null) return;
        if (sql.Execute(SetSequenceText, table, number) == 0) sql.Execute(NewSequenceText, table, number);
    }

    /// <summary>The lock of the data folder, which its engine has, does that.</summary>
    public IDisposable? HoldStill() => null;

    private static TableShape Shape(ISqlReader sql, string name)
    {
        var columns = sql.Query(ColumnsText, static row => (Name: row.Text(0), Type: row.Text(1), Key: row.Long(2)), name);
        return new TableShape(
            name,
            [.. columns.Select(column => new ColumnShape(column.Name, column.Type switch { "INTEGER" => SqlKind.Number, "TEXT" => SqlKind.Text, _ => SqlKind.Bytes }))],
            [.. columns.Where(column => column.Key > 0).OrderBy(column => column.Key).Select(column => column.Name)]);
    }
}
