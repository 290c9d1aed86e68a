using Postamt.Sql.Sqlite;

namespace Postamt.Sql.Shared;

/// <summary>The row a query stands on; valid only inside the map function. Columns count from 0.</summary>
internal readonly struct SqlRow
{
    private readonly SqliteStatement _statement;

    internal SqlRow(SqliteStatement statement) => _statement = statement;

    public bool IsNull(int column) => _statement.IsNull(column);

    public long Long(int column) => _statement.Long(column);

    public long? LongOrNull(int column) => _statement.IsNull(column) ? null : _statement.Long(column);

    public int Int(int column) => checked((int)_statement.Long(column));

    public bool Bool(int column) => _statement.Long(column) != 0;

    public string Text(int column) => _statement.Text(column);

    public string? TextOrNull(int column) => _statement.IsNull(column) ? null : _statement.Text(column);

    /// <summary>A copy of the column's bytes; empty for NULL.</summary>
    public byte[] Bytes(int column) => _statement.Bytes(column).ToArray();

    public byte[]? BytesOrNull(int column) => _statement.IsNull(column) ? null : _statement.Bytes(column).ToArray();

    /// <summary>The column's bytes without a copy; valid until the map function returns.</summary>
    public ReadOnlySpan<byte> Span(int column) => _statement.Bytes(column);

    public DateTimeOffset Time(int column) => UtcMicroseconds.ToTime(_statement.Long(column));

    public DateTimeOffset? TimeOrNull(int column) => _statement.IsNull(column) ? null : Time(column);
}
