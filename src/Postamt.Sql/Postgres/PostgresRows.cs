using Npgsql;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Postgres;

/// <summary>
/// The whole result of a query, taken off the connection before any row is mapped: a map function may ask the same connection again.
/// </summary>
internal sealed class PostgresRows : ISqlColumns
{
    private readonly List<Cell> _cells = [];
    private int _columns;
    private int _row = -1;
    private int _rows;

    /// <param name="most">Rows past this are left out.</param>
    public static PostgresRows Read(NpgsqlDataReader reader, int most)
    {
        var rows = new PostgresRows { _columns = reader.FieldCount };
        var types = new Type[rows._columns];
        for (var i = 0; i < types.Length; i++) types[i] = reader.GetFieldType(i);
        while (rows._rows < most && reader.Read())
        {
            for (var i = 0; i < types.Length; i++) rows._cells.Add(Cell.Of(reader, i, types[i]));
            rows._rows++;
        }
        return rows;
    }

    /// <summary>True when it stands on a row.</summary>
    public bool Next() => ++_row < _rows;

    public bool IsNull(int column) => At(column).IsNull;

    public long Long(int column) => At(column).Number;

    public string Text(int column) => At(column).Value as string ?? "";

    public ReadOnlySpan<byte> Bytes(int column) => At(column).Value as byte[];

    private Cell At(int column) => _cells[_row * _columns + column];

    private readonly record struct Cell(bool IsNull, long Number, object? Value)
    {
        public static Cell Of(NpgsqlDataReader reader, int column, Type type)
        {
            if (reader.IsDBNull(column)) return new Cell(true, 0, null);
            if (type == typeof(long) || type == typeof(int)) return new Cell(false, reader.GetInt64(column), null);
            if (type == typeof(string)) return new Cell(false, 0, reader.GetString(column));
            if (type == typeof(byte[])) return new Cell(false, 0, reader.GetFieldValue<byte[]>(column));
            if (type == typeof(bool)) return new Cell(false, reader.GetBoolean(column) ? 1 : 0, null);
            throw new NotSupportedException($"a column of the type {type.Name} is read, which no statement should give");
        }
    }
}
