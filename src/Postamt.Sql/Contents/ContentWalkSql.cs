using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;

namespace Postamt.Sql.Contents;

/// <param name="Key">What the walk works towards; 0 where that is nothing.</param>
/// <param name="EndedAt">Null: under way.</param>
internal sealed record ContentWalk(long LastId, long Key, DateTimeOffset BegunAt, DateTimeOffset? EndedAt);

/// <summary>A content as a walk meets it.</summary>
internal readonly record struct WalkedContent(BlobRef Blob, long StoredLength, bool IsDamaged);

/// <summary>Jobs that go through all contents by id, and how far they have come.</summary>
internal static class ContentWalkSql
{
    private const string FindText = """
        SELECT last_id, key_id, begun_at, ended_at FROM content_walk WHERE name = $1
        """;

    private const string KeepText = """
        INSERT INTO content_walk (name, last_id, key_id, begun_at, ended_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (name) DO UPDATE SET last_id = excluded.last_id, key_id = excluded.key_id, begun_at = excluded.begun_at, ended_at = excluded.ended_at
        """;

    private const string AfterText = """
        SELECT id, company_id, length, stored_length, damaged_at FROM blob WHERE id > $1 ORDER BY id LIMIT $2
        """;

    private const string AfterWithoutText = """
        SELECT id, company_id, length, stored_length, damaged_at FROM blob WHERE id > $1 AND key_id <> $3 AND damaged_at IS NULL ORDER BY id LIMIT $2
        """;

    public static ContentWalk? Find(ISqlReader sql, string name) =>
        sql.QueryFirst(FindText, static row => new ContentWalk(row.Long(0), row.Long(1), row.Time(2), row.TimeOrNull(3)), name);

    /// <summary>The round under way, the last one as long as the next is not due, else one that begins now.</summary>
    /// <param name="every">From the beginning of one round to that of the next.</param>
    public static ContentWalk Round(ISqlReader sql, string name, TimeSpan every, DateTimeOffset now) =>
        Find(sql, name) is { } walk && (walk.EndedAt is null || now - walk.BegunAt < every) ? walk : new ContentWalk(0, 0, now, null);

    public static void Keep(WriteTransaction tx, string name, ContentWalk walk) => tx.Post(KeepText, name, walk.LastId, walk.Key, walk.BegunAt, walk.EndedAt);

    /// <summary>The next contents by id.</summary>
    public static List<WalkedContent> After(ISqlReader sql, long id, int limit) => sql.Query(AfterText, Map, id, limit);

    /// <summary>The next contents by id that are not under a key.</summary>
    public static List<WalkedContent> AfterWithout(ISqlReader sql, long id, int limit, long key) => sql.Query(AfterWithoutText, Map, id, limit, key);

    private static WalkedContent Map(SqlRow row) => new(new BlobRef(new CompanyId(row.Long(1)), row.Long(0), row.Long(2)), row.Long(3), !row.IsNull(4));
}
