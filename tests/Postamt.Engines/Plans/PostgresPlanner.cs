using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using Postamt.Sql.Postgres;

namespace Postamt.Engines.Plans;

/// <summary>
/// PostgreSQL plans by what it has counted: the tables are filled with <see cref="Rows"/> rows each, in a transaction that is undone, and every
/// statement is planned for values it does not know. A whole table is read, and rows are sorted, only where nothing else is possible.
/// </summary>
internal sealed partial class PostgresPlanner(string database) : IPlanner
{
    private const int Rows = 10_000;

    // A column without a rule of its own has another value in each row.
    private const string FillText = """
        SET LOCAL session_replication_role = replica;
        DO $$
        DECLARE
            t record;
        BEGIN
            FOR t IN
                SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS names, string_agg(CASE
                    WHEN column_name IN ('account_id', 'company_id', 'mailbox_id', 'strand', 'actor_account', 'number') AND NOT is_key THEN 'n % 100'
                    WHEN column_name IN ('held', 'fenced', 'answered', 'hold', 'key_id', 'role', 'kind', 'flags', 'state', 'event') AND data_type = 'bigint' THEN 'CASE WHEN n % 2 = 0 THEN 0 ELSE 1 END'
                    WHEN column_name IN ('lease_epoch', 'candidate_since', 'expunged_at') THEN 'CASE WHEN n % 1000 = 0 THEN n END'
                    WHEN column_name = 'destination' AND NOT is_key THEN '(n % 100)::text'
                    WHEN data_type = 'bigint' THEN 'n' WHEN data_type = 'text' THEN 'n::text' WHEN data_type = 'bytea' THEN 'int8send(n)' ELSE 'NULL'
                    END, ', ' ORDER BY ordinal_position) AS expressions
                FROM (SELECT c.*, 1 = (SELECT max(cardinality(i.indkey::int2[])) FROM pg_index i WHERE i.indrelid = format('%I', c.table_name)::regclass
                        AND i.indisunique AND (c.ordinal_position = ANY (i.indkey::int2[]))) AS is_key
                    FROM information_schema.columns c JOIN pg_tables p ON p.schemaname = c.table_schema AND p.tablename = c.table_name
                    WHERE c.table_schema = 'public') AS columns
                GROUP BY table_name
            LOOP
                EXECUTE format('INSERT INTO %I (%s) SELECT %s FROM generate_series(1, ROWCOUNT) AS n ON CONFLICT DO NOTHING', t.table_name, t.names, t.expressions);
                EXECUTE format('ANALYZE %I', t.table_name);
            END LOOP;
        END $$;
        SET LOCAL session_replication_role = origin;
        SET LOCAL plan_cache_mode = force_generic_plan;
        SET LOCAL enable_seqscan = off;
        SET LOCAL enable_bitmapscan = off;
        SET LOCAL enable_sort = off;
        SET LOCAL enable_hashjoin = off;
        SET LOCAL enable_mergejoin = off;
        """;

    public async Task<IPlans> OpenAsync(CancellationToken cancellationToken)
    {
        var plans = new Plans(new NpgsqlConnection(database));
        await plans.BeginAsync(cancellationToken);
        return plans;
    }

    private sealed class Plans(NpgsqlConnection connection) : IPlans
    {
        public async Task BeginAsync(CancellationToken cancellationToken)
        {
            await connection.OpenAsync(cancellationToken);
            await RunAsync("BEGIN", cancellationToken);
            await RunAsync(FillText.Replace("ROWCOUNT", $"{Rows}", StringComparison.Ordinal), cancellationToken);
        }

        public async Task<IReadOnlyList<string>> FaultsAsync(string sql, CancellationToken cancellationToken)
        {
            var text = Limit().Replace(Outcome().Replace(PostgresText.Statement(sql), "THEN $1::bigint"), "LIMIT 100");
            var used = Parameter().Matches(text).Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).ToHashSet();
            var types = string.Join(", ", Enumerable.Range(1, used.DefaultIfEmpty().Max()).Select(n => used.Contains(n) && !text.Contains($"${n} IS NULL", StringComparison.Ordinal) ? "unknown" : "bigint"));
            await RunAsync($"PREPARE asked{(types.Length > 0 ? $"({types})" : "")} AS {text}", cancellationToken);
            var values = string.Join(", ", Enumerable.Repeat("NULL", used.DefaultIfEmpty().Max()));
            await using var explain = new NpgsqlCommand($"EXPLAIN (FORMAT JSON) EXECUTE asked{(values.Length > 0 ? $"({values})" : "")}", connection);
            using var plan = JsonDocument.Parse((string)(await explain.ExecuteScalarAsync(cancellationToken))!);
            await RunAsync("DEALLOCATE asked", cancellationToken);
            return [.. Faults(plan.RootElement[0].GetProperty("Plan"))];
        }

        public Task DropIndexAsync(string name, CancellationToken cancellationToken) => RunAsync($"DROP INDEX {name}", cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await RunAsync("ROLLBACK", CancellationToken.None);
            await connection.DisposeAsync();
        }

        private async Task RunAsync(string text, CancellationToken cancellationToken)
        {
            await using var command = new NpgsqlCommand(text, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static IEnumerable<string> Faults(JsonElement node)
    {
        var type = node.GetProperty("Node Type").GetString()!;
        if (type == "Seq Scan") yield return $"reads all of {Named(node, "Relation Name")}";
        else if (type is "Index Scan" or "Index Only Scan" or "Bitmap Index Scan" && !node.TryGetProperty("Index Cond", out _)) yield return $"walks all of {Named(node, "Index Name")}";
        else if (type.EndsWith("Sort", StringComparison.Ordinal)) yield return "sorts";
        if (!node.TryGetProperty("Plans", out var below)) yield break;
        foreach (var fault in below.EnumerateArray().SelectMany(Faults)) yield return fault;
    }

    private static string Named(JsonElement node, string property) => node.TryGetProperty(property, out var name) ? name.GetString()! : "?";

    /// <summary>PostgreSQL cannot tell the type of the outcome of a CASE; it is a number in all of them, as is what is asked to be NULL.</summary>
    [GeneratedRegex(@"THEN (\$\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Outcome();

    /// <summary>How many are wanted makes so much of a difference that PostgreSQL plans anew for each value.</summary>
    [GeneratedRegex(@"LIMIT \$\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Limit();

    [GeneratedRegex(@"\$(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
