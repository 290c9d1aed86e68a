using Npgsql;
using NpgsqlTypes;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Postgres;

/// <summary>Values as the driver's parameters.</summary>
internal static class PostgresValue
{
    public static NpgsqlParameter Parameter(in SqlValue value)
    {
        var type = TypeOf(value.Kind);
        if (value.IsNull) return new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value };
        if (value.Kind == SqlKind.Number) return new NpgsqlParameter<long> { NpgsqlDbType = type, TypedValue = value.Number };
        if (value.Kind == SqlKind.Text) return new NpgsqlParameter<string> { NpgsqlDbType = type, TypedValue = PostgresText.Value(value.Text!) };
        return new NpgsqlParameter<ReadOnlyMemory<byte>> { NpgsqlDbType = type, TypedValue = value.Bytes };
    }

    /// <summary>One column of many rows as an array.</summary>
    public static NpgsqlParameter Column(IReadOnlyList<SqlValue[]> rows, int column)
    {
        var kind = rows[0][column].Kind;
        return kind switch
        {
            SqlKind.Number => Array(kind, rows.Select(row => row[column].IsNull ? (long?)null : row[column].Number).ToArray()),
            SqlKind.Text => Array(kind, rows.Select(row => row[column].IsNull ? null : PostgresText.Value(row[column].Text!)).ToArray()),
            _ => Array(kind, rows.Select(row => row[column].IsNull ? (ReadOnlyMemory<byte>?)null : row[column].Bytes).ToArray()),
        };
    }

    public static NpgsqlParameter Array<T>(SqlKind kind, T[] values) => new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | TypeOf(kind), TypedValue = values };

    private static NpgsqlDbType TypeOf(SqlKind kind) => kind switch { SqlKind.Number => NpgsqlDbType.Bigint, SqlKind.Text => NpgsqlDbType.Text, _ => NpgsqlDbType.Bytea };
}
