using Postamt.Sql.Rows;

namespace Postamt.Sql.Contents;

/// <summary>Which keys the stored contents are encrypted with.</summary>
internal static class ContentKeySql
{
    private const string NextText = """
        SELECT min(key_id) FROM blob WHERE key_id <> 0 AND key_id > $1
        """;

    private const string CountText = """
        SELECT count(*) FROM blob WHERE key_id <> 0 AND key_id = $1
        """;

    private const string PlainText = """
        SELECT count(*) FROM blob WHERE key_id = 0
        """;

    /// <summary>Ids without 0, ascending; one look into an index for each.</summary>
    public static List<long> Used(ISqlReader sql)
    {
        var used = new List<long>();
        for (long last = 0; sql.QueryLong(NextText, last) is { } next; last = next) used.Add(next);
        return used;
    }

    public static long Count(ISqlReader sql, long key) => sql.QueryLong(key == 0 ? PlainText : CountText, key == 0 ? [] : [key]) ?? 0;
}
