using Postamt.Cluster.Identity;
using Postamt.Sql.Segments;
using Postamt.Sql.Sqlite.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>A blob as a transaction has it.</summary>
internal readonly record struct BlobRow(CompanyId Company, long Id, long Length)
{
    public BlobRef Ref => new(Company, Id, Length);
}

/// <summary>A blob as a reader finds it.</summary>
internal sealed record StoredBlob(long Id, ContentHash Hash, BlobLocation Location, long References);

/// <summary>
/// Rows of contents. A row without references is a candidate and is swept a day later, so a row that is made here and then not referred to
/// in the same transaction costs only space.
/// </summary>
internal static class BlobSql
{
    private const string ByIdText = """
        SELECT id, sha256, segment, position, stored_length, length, refs FROM blob WHERE id = $1 AND company_id = $2
        """;

    private const string ByContentText = """
        SELECT id, sha256, segment, position, stored_length, length, refs FROM blob WHERE company_id = $1 AND sha256 = $2 AND key_id = 0
        """;

    private const string InsertText = """
        INSERT INTO blob (company_id, sha256, key_id, segment, position, stored_length, length, refs, candidate_since)
        VALUES ($1, $2, 0, $3, $4, $5, $6, 0, $7) RETURNING id
        """;

    private const string MoveText = """
        UPDATE blob SET segment = $2, position = $3, stored_length = $4 WHERE id = $1
        """;

    private const string AddText = """
        UPDATE blob SET refs = refs + 1, candidate_since = NULL WHERE id = $1
        """;

    private const string ReleaseText = """
        UPDATE blob SET refs = refs - 1, candidate_since = CASE WHEN refs = 1 THEN $2 ELSE NULL END WHERE id = $1
        """;

    private const string CandidatesText = """
        SELECT id, sha256, segment, position, stored_length, length, refs FROM blob WHERE candidate_since IS NOT NULL AND candidate_since < $1 LIMIT $2
        """;

    private const string DeleteText = """
        DELETE FROM blob WHERE id = $1 AND refs = 0
        """;

    private const string DeadText = """
        INSERT INTO segment (number, dead_octets) VALUES ($1, $2) ON CONFLICT (number) DO UPDATE SET dead_octets = segment.dead_octets + excluded.dead_octets
        """;

    /// <summary>The blob of a body whose bytes are durable, without a reference: take one with <see cref="AddReference"/> in the same transaction.</summary>
    /// <returns>Unavailable when the body was found to be a duplicate and its blob has gone since: tried again, it is stored anew.</returns>
    public static StoreResult<BlobRow> Ensure(WriteTransaction tx, PendingBody body)
    {
        var found = FindByContent(tx, body.Company, body.Hash);
        if (body.Location is not { } location)
        {
            if (found is null || found.Id != body.Duplicate) return StoreResult<BlobRow>.No(StoreError.Unavailable, "the stored content this one equals has gone meanwhile");
            return new BlobRow(body.Company, found.Id, body.Length);
        }
        if (found is null)
        {
            var id = tx.QueryLong(InsertText, body.Company, body.Hash.ToBytes(), location.Segment, location.Offset, location.StoredLength, location.Length, tx.Now);
            return new BlobRow(body.Company, id!.Value, body.Length);
        }
        // The stored copy was not compared (another batch has just written it), is damaged or is about to be swept: the fresh one, whose
        // octets gave the hash, takes its place for all who refer to it. Equal contents of one batch have one location.
        if (found.Location != location) Move(tx, found, location);
        return new BlobRow(body.Company, found.Id, body.Length);
    }

    public static void AddReference(WriteTransaction tx, long blob) => tx.Execute(AddText, blob);

    public static void Release(WriteTransaction tx, long blob) => tx.Execute(ReleaseText, blob, tx.Now);

    public static StoredBlob? Find(ISqlReader reader, CompanyId company, long id) => reader.QueryFirst(ByIdText, Map, id, company);

    public static StoredBlob? FindByContent(ISqlReader reader, CompanyId company, ContentHash hash) =>
        reader.QueryFirst(ByContentText, Map, company, hash.ToBytes());

    /// <summary>Removes blobs without references since before <paramref name="before"/>; returns how many, at most <paramref name="limit"/>.</summary>
    public static int Sweep(WriteTransaction tx, DateTimeOffset before, int limit)
    {
        var candidates = tx.Query(CandidatesText, Map, before, limit);
        foreach (var candidate in candidates)
        {
            if (tx.Execute(DeleteText, candidate.Id) == 1) MarkDead(tx, candidate.Location);
        }
        return candidates.Count;
    }

    private static void Move(WriteTransaction tx, StoredBlob found, BlobLocation location)
    {
        MarkDead(tx, found.Location);
        tx.Execute(MoveText, found.Id, location.Segment, location.Offset, location.StoredLength);
    }

    private static void MarkDead(WriteTransaction tx, BlobLocation location) => tx.Execute(DeadText, location.Segment, SegmentFormat.Padded(location.StoredLength));

    private static StoredBlob Map(SqlRow row) =>
        new(row.Long(0), ContentHash.FromBytes(row.Span(1)), new BlobLocation(row.Int(2), row.Long(3), row.Long(4), row.Long(5)), row.Long(6));
}
