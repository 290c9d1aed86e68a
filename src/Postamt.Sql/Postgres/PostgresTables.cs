using System.Globalization;
using Postamt.Sql.Moving;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Postgres;

/// <summary>The schema as PostgreSQL describes it, and the numbers it gives.</summary>
internal sealed class PostgresTables(PostgresSource source) : IMovable
{
    private const string ColumnsText = """
        SELECT c.relname::text, a.attname::text, format_type(a.atttypid, NULL), coalesce(array_position(i.indkey::int2[], a.attnum), -1)::bigint
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
        """;

    private const string LastText = """
        SELECT last_value FROM pg_sequences WHERE (quote_ident(schemaname) || '.' || quote_ident(sequencename))::regclass = pg_get_serial_sequence($1, $2)::regclass
        """;

    private const string SetText = """
        SELECT setval(pg_get_serial_sequence($1, $2), $3)
        """;

    private const string StillText = """
        LOCK TABLE account, account_clock, accept, audit, ledger, mailbox, queue_owner, queue_recipient, setting IN SHARE MODE
        """;

    public IReadOnlyList<TableShape> Tables(ISqlReader sql) =>
    [
        .. sql.Query(ColumnsText, static row => (Table: row.Text(0), Name: row.Text(1), Type: row.Text(2), Key: row.Long(3))).GroupBy(column => column.Table).Select(columns => new TableShape(
            columns.Key,
            [.. columns.Select(column => new ColumnShape(column.Name, column.Type switch { "bigint" => SqlKind.Number, "text" => SqlKind.Text, _ => SqlKind.Bytes }))],
            [.. columns.Where(column => column.Key >= 0).OrderBy(column => column.Key).Select(column => column.Name)])),
    ];

    public long LastNumber(ISqlReader sql, string table, string column) => sql.QueryLong(LastText, table, column) ?? 0;

    public void SetLastNumber(ISqlConnection sql, string table, string column, long number)
    {
        if (number > LastNumber(sql, table, column)) sql.QueryLong(SetText, table, column, number);
    }

    /// <summary>Locks what every write touches, in a transaction that stays open: readers go on, writers of other nodes wait.</summary>
    public IDisposable? HoldStill()
    {
        PostgresConnection? connection = null;
        try
        {
            connection = source.OpenWriting();
            connection.Begin("BEGIN");
            connection.Post("SET LOCAL lock_timeout = '5s'");
            connection.Post(StillText);
            connection.Flush();
            return connection;
        }
        catch (PostgresFault e)
        {
            connection?.Dispose();
            throw new MoveException(string.Create(CultureInfo.InvariantCulture, $"The database {source.Place} cannot be held still ({e.Message}); stop every node that uses it and try again."), e);
        }
    }
}
