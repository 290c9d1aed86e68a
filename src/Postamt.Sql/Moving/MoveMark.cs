using System.Globalization;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Moving;

/// <summary>The note in a copy of where it comes from and whether it is complete.</summary>
internal static class MoveMark
{
    private const string UnfinishedText = """
        SELECT source FROM moving WHERE done_at IS NULL
        """;

    private const string InUseText = """
        SELECT 1 FROM company LIMIT 1
        """;

    private const string BeginText = """
        INSERT INTO moving (source, begun_at) VALUES ($1, $2) ON CONFLICT (source) DO NOTHING
        """;

    private const string EndText = """
        UPDATE moving SET done_at = $2 WHERE source = $1
        """;

    /// <summary>What is not complete, as a sentence; null when nothing stands in the way of using this data.</summary>
    public static string? Refusal(ISqlReader sql, string place) => Unfinished(sql) is { } source
        ? string.Create(CultureInfo.InvariantCulture, $"{place} is a copy of {source} that is not complete. Run the same postamt migrate again until it is; to give it up, remove the copy.")
        : null;

    public static string? Unfinished(ISqlReader sql) => sql.QueryFirst(UnfinishedText, static row => row.Text(0));

    public static bool IsInUse(ISqlReader sql) => sql.QueryLong(InUseText) is not null;

    public static void Begin(ISqlConnection sql, string source, DateTimeOffset now) => sql.Execute(BeginText, source, now);

    public static void End(ISqlConnection sql, string source, DateTimeOffset now) => sql.Execute(EndText, source, now);
}
