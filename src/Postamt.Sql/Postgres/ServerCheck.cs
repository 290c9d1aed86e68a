using System.Globalization;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Postgres;

/// <summary>
/// What the promise "an accepted mail is not lost" needs of the server. Asked of the connection that commits, so that what the database, the
/// role or the connection string set is seen as well.
/// </summary>
internal static class ServerCheck
{
    private const int OldestVersion = 150_000;

    private const string SettingText = """
        SELECT setting FROM pg_settings WHERE name = $1
        """;

    private const string InRecoveryText = """
        SELECT pg_is_in_recovery()
        """;

    private const string EncodingText = """
        SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()
        """;

    /// <param name="copies">On how many machines each change is to be before it is answered.</param>
    /// <exception cref="DatabaseException">Something is missing; the message is a sentence that says what to do.</exception>
    public static void Run(PostgresConnection sql, string place, int copies)
    {
        if (sql.QueryLong(InRecoveryText) == 1)
            throw new DatabaseException($"The database {place} cannot be used: it is a standby, which takes no changes; give the address of the primary.") { IsLater = true };
        if (Refusal(sql, copies) is { } reason) throw new DatabaseException($"The database {place} cannot be used: {reason}");
    }

    private static string? Refusal(PostgresConnection sql, int copies)
    {
        var version = int.Parse(Setting(sql, "server_version_num"), CultureInfo.InvariantCulture);
        if (version < OldestVersion) return $"it is PostgreSQL {Setting(sql, "server_version")}; version 15 or newer is needed.";
        if (sql.QueryFirst(EncodingText, static row => row.Text(0)) is not "UTF8" and var encoding) return $"its encoding is {encoding}; make one with ENCODING 'UTF8'.";
        if (Setting(sql, "fsync") != "on") return "the server runs with fsync=off, so that a power cut loses accepted mail; set fsync=on.";
        if (Setting(sql, "full_page_writes") != "on") return "the server runs with full_page_writes=off, so that a power cut can damage the database; set full_page_writes=on.";
        if (Setting(sql, "synchronous_commit") is not ("on" or "remote_apply") and var commit) return $"synchronous_commit={commit} is set in the connection string, so that a commit does not wait for the disk; remove it.";
        if (copies > 1 && Setting(sql, "synchronous_standby_names").Length == 0)
            return "the server has no synchronous standby (synchronous_standby_names is empty), so that accepted mail would be on one machine only; set one up, or start with --copies 1.";
        return null;
    }

    private static string Setting(ISqlReader sql, string name) => sql.QueryFirst(SettingText, static row => row.Text(0), name) ?? "";
}
