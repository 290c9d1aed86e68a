namespace Postamt.Sql.Rows;

/// <summary>The row a query stands on; valid only inside the map function. Columns count from 0.</summary>
internal readonly struct SqlRow
{
    private readonly ISqlColumns _columns;

    internal SqlRow(ISqlColumns columns) => _columns = columns;

    public bool IsNull(int column) => _columns.IsNull(column);

    public long Long(int column) => _columns.Long(column);

    public long? LongOrNull(int column) => _columns.IsNull(column) ? null : _columns.Long(column);

    public int Int(int column) => checked((int)_columns.Long(column));

    public bool Bool(int column) => _columns.Long(column) != 0;

    public string Text(int column) => _columns.Text(column);

    public string? TextOrNull(int column) => _columns.IsNull(column) ? null : _columns.Text(column);

    /// <summary>A copy of the column's bytes; empty for NULL.</summary>
    public byte[] Bytes(int column) => _columns.Bytes(column).ToArray();

    public byte[]? BytesOrNull(int column) => _columns.IsNull(column) ? null : _columns.Bytes(column).ToArray();

    /// <summary>The column's bytes without a copy; valid until the map function returns.</summary>
    public ReadOnlySpan<byte> Span(int column) => _columns.Bytes(column);

    /// <summary>The column as a parameter of another statement.</summary>
    public SqlValue Value(int column, SqlKind kind) => kind switch
    {
        SqlKind.Number => LongOrNull(column),
        SqlKind.Text => TextOrNull(column),
        _ => BytesOrNull(column),
    };

    public DateTimeOffset Time(int column) => UtcMicroseconds.ToTime(_columns.Long(column));

    public DateTimeOffset? TimeOrNull(int column) => _columns.IsNull(column) ? null : Time(column);
}
