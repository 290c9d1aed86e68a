namespace Postamt.Engines.Plans;

/// <param name="Part">What the statement's text contains, and no other's of that engine.</param>
/// <param name="Engine">Sqlite or Postgres; null for both.</param>
/// <param name="Reason">Why it may read or sort what it does.</param>
internal sealed record Allowance(string Part, string? Engine, string Reason);

/// <summary>The statements that may read a table from its beginning, or sort.</summary>
internal static class Allowances
{
    private static readonly Allowance[] All =
    [
        new("SELECT accept_id, at, 0 FROM accept", null, "sorts the one mail of this id and the unanswered ones of its key"),
        new("ORDER BY g.object DESC, a.id LIMIT 1", null, "sorts the administrators of a company"),
        new("CAST(g.object AS BIGINT)", "Sqlite", "sorts those who have a role"),
        new("SELECT address FROM member WHERE group_key = $1", null, "sorts the members of one group"),
        new("ORDER BY e.lookup_key <> a.primary_key", null, "sorts the addresses of one account"),
        new("WHERE m.accept_id = $1 ORDER BY r.id", null, "sorts the recipients of one mail"),
        new("SELECT epoch, renewals FROM queue_owner", null, "reads the nodes that run; the dead are removed"),
        new("SELECT uid FROM tombstone", null, "sorts what one mailbox has lost since a reader was there"),
        new("SELECT number, coalesce(oldest, number) FROM schema_version", null, "reads the migrations, at a start"),
        new("SELECT count(*) FROM (SELECT 1 FROM queue_recipient", "Sqlite", "counts what the part in brackets has found, which has a limit"),
        new("AND last_failure IS NOT NULL ORDER BY id LIMIT $3", null, "sorts the recipients of one mail"),
        new("DELETE FROM queue_owner", null, "reads the nodes there were, which a start adds to and an upkeep takes from"),
        new("SELECT count(*) FROM queue_recipient", null, "counts the queue for the seal, once a minute"),
        new("FROM seal ORDER BY number DESC LIMIT 1", null, "ends at the first row"),
        new("WITH RECURSIVE strands", null, "walks from strand to strand, one search each"),
        new("SELECT key_id FROM secret WHERE key_id <> $1", null, "reads the secrets of the installation, at a start"),
        new("FROM setting ORDER BY name, company_id", null, "reads all settings: who asks wants them all"),
        new("FROM ledger_strand ORDER BY strand", null, "reads a row for each start of a node"),
        new("GROUP BY tombstone.account_id", null, "looks through all tombstones, once a day"),
        new("SELECT coalesce(max(taken), 0) + 1", "Sqlite", "takes the largest key of two tables"),
        new("SELECT accept_id FROM ledger WHERE recipient_key = $1", "Postgres", "sorts the mails of one address in the time asked for"),
        new("FROM attempt WHERE accept_id = $1 ORDER BY id", "Postgres", "sorts the attempts of one mail"),
        new("SELECT count(*) FROM blob WHERE key_id = 0", "Sqlite", "counts the contents that are not encrypted, for who asks"),
        new("FROM blob WHERE damaged_at IS NOT NULL ORDER BY id LIMIT $1", null, "walks the index of damaged contents, which are hardly any"),
        new("JOIN blob ON blob.id = message.blob_id AND blob.damaged_at", null, "looks for the messages of damaged contents, for who asks"),
        new("JOIN blob ON blob.id = queue_message.blob_id AND blob.damaged_at", null, "looks for queued mails of damaged contents, for who asks"),
        new("SELECT number FROM segment", "Sqlite", "reads a row for each segment file"),
        new("SELECT last_value FROM pg_sequences", "Postgres", "reads the catalogue, for a copy"),
        new("FROM node_state ORDER BY name", null, "reads a row for each node: who asks wants them all"),
        new("INSERT INTO rollout (id", null, "reads a row for each update there was, which are few"),
        new("FROM rollout ORDER BY id DESC LIMIT 1", null, "ends at the first row"),
        new("SELECT number, name, applied_at,", null, "reads the migrations, for who asks"),
        new("FROM pragma_table_info($1)", "Sqlite", "reads the catalogue, for a copy"),
        new("FROM pragma_table_info('schema_version')", "Sqlite", "reads the catalogue, at a start"),
        new("SELECT name FROM sqlite_master", "Sqlite", "reads the catalogue, for a copy"),
        new("SELECT seq FROM sqlite_sequence", "Sqlite", "reads a row for each table that numbers its rows, for a copy"),
        new("UPDATE sqlite_sequence", "Sqlite", "reads a row for each table that numbers its rows, for a copy"),
        new("SELECT 1 FROM sqlite_master", "Sqlite", "reads the catalogue, for a copy"),
        new("SELECT count(*) FROM sqlite_master", "Sqlite", "reads the catalogue"),
    ];

    public static IReadOnlyList<Allowance> Of(string engine) => [.. All.Where(allowance => (allowance.Engine ?? engine) == engine)];
}
