using Npgsql;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Postgres;

/// <summary>Rows of one text, which become one statement when they are sent.</summary>
internal sealed class PostedRows(string sql, NpgsqlBatchCommand command)
{
    private readonly List<SqlValue[]> _rows = [];

    public void Add(ReadOnlySpan<SqlValue> values) => _rows.Add(values.ToArray());

    /// <summary>Writes them into the command, whose place in its batch was taken with the first.</summary>
    public void Complete()
    {
        if (_rows.Count == 1)
        {
            command.CommandText = PostgresText.Statement(sql);
            foreach (var value in _rows[0]) command.Parameters.Add(PostgresValue.Parameter(value));
            return;
        }
        command.CommandText = PostgresText.ForRows(sql);
        for (var column = 0; column < _rows[0].Length; column++) command.Parameters.Add(PostgresValue.Column(_rows, column));
    }
}
