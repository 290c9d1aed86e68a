using Postamt.Sql.Rows;

namespace Postamt.Sql.Moving;

/// <summary>A column as both engines have it.</summary>
internal sealed record ColumnShape(string Name, SqlKind Kind);

/// <summary>
/// A table as its database describes it, so that a copy needs no list of columns that a migration could forget. Rows are read in the order of
/// the primary key, a piece after the other.
/// </summary>
internal sealed class TableShape
{
    /// <summary>Not copied row by row: what lies in them is an engine's own.</summary>
    public static IReadOnlyList<string> EnginesOwn { get; } = ["blob", "blob_chunk", "blob_inline", "moving", "schema_version", "segment"];

    /// <summary>Tables that others refer to come before these; all that are not named come after.</summary>
    private static readonly string[] First = ["company", "domain", "department", "account", "address", "member", "credential", "granted"];

    private readonly int[] _keyColumns;

    public TableShape(string name, IReadOnlyList<ColumnShape> columns, IReadOnlyList<string> key)
    {
        Name = name;
        Columns = [.. columns.OrderBy(column => column.Name, StringComparer.Ordinal)];
        Key = key;
        _keyColumns = [.. key.Select(part => Columns.Select((column, i) => (column.Name, i)).First(found => found.Name == part).i)];
        var all = string.Join(", ", Columns.Select(column => column.Name));
        var keys = string.Join(", ", key);
        FirstText = $"SELECT {all} FROM {name} ORDER BY {keys} LIMIT $1";
        NextText = $"SELECT {all} FROM {name} WHERE ({keys}) > ({Parameters(1, key.Count)}) ORDER BY {keys} LIMIT ${key.Count + 1}";
        LastText = $"SELECT {all} FROM {name} ORDER BY {string.Join(", ", key.Select(part => part + " DESC"))} LIMIT 1";
        InsertText = $"INSERT INTO {name} ({all}) VALUES ({Parameters(1, Columns.Count)})";
        CountText = $"SELECT count(*) FROM {name}";
    }

    public string Name { get; }

    /// <summary>By name.</summary>
    public IReadOnlyList<ColumnShape> Columns { get; }

    public IReadOnlyList<string> Key { get; }

    public string InsertText { get; }

    public string CountText { get; }

    private string FirstText { get; }

    private string NextText { get; }

    private string LastText { get; }

    /// <summary>The rows after a row, in the order of the key.</summary>
    /// <param name="after">Null: from the first.</param>
    public List<SqlValue[]> Read(ISqlReader sql, SqlValue[]? after, int limit) =>
        after is null ? sql.Query(FirstText, Map, limit) : sql.Query(NextText, Map, [.. KeyOf(after), limit]);

    /// <summary>The last row in the order of the key; null for an empty table.</summary>
    public SqlValue[]? Last(ISqlReader sql) => sql.QueryFirst(LastText, Map);

    public bool IsLike(TableShape other) => Name == other.Name && Columns.SequenceEqual(other.Columns) && Key.SequenceEqual(other.Key);

    /// <summary>In an order that breaks no reference.</summary>
    public static IReadOnlyList<TableShape> Sort(IEnumerable<TableShape> tables) =>
        [.. tables.Where(table => !EnginesOwn.Contains(table.Name)).OrderBy(table => Array.IndexOf(First, table.Name) is var at and >= 0 ? at : First.Length).ThenBy(table => table.Name, StringComparer.Ordinal)];

    private IEnumerable<SqlValue> KeyOf(SqlValue[] row) => _keyColumns.Select(column => row[column]);

    private SqlValue[] Map(SqlRow row)
    {
        var values = new SqlValue[Columns.Count];
        for (var i = 0; i < values.Length; i++) values[i] = row.Value(i, Columns[i].Kind);
        return values;
    }

    private static string Parameters(int first, int count) => string.Join(", ", Enumerable.Range(first, count).Select(number => $"${number}"));
}
