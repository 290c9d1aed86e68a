using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Sql.Sqlite;

/// <summary>A blob as a reader finds it.</summary>
internal sealed record StoredBlob(long Id, ContentHash Hash, BlobLocation Location, long References);

/// <summary>Rows of contents that lie in segments.</summary>
internal sealed class SegmentBlobs : IBlobRows
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

    private const string CandidatesText = """
        SELECT id, sha256, segment, position, stored_length, length, refs FROM blob WHERE candidate_since IS NOT NULL AND candidate_since < $1 LIMIT $2
        """;

    private const string DeleteText = """
        DELETE FROM blob WHERE id = $1 AND refs = 0
        """;

    private const string DeadText = """
        INSERT INTO segment (number, dead_octets) VALUES ($1, $2) ON CONFLICT (number) DO UPDATE SET dead_octets = segment.dead_octets + excluded.dead_octets
        """;

    public StoreResult<BlobRow> Ensure(WriteTransaction tx, PendingBody body)
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

    public int Sweep(WriteTransaction tx, DateTimeOffset before, int limit)
    {
        var candidates = tx.Query(CandidatesText, Map, before, limit);
        foreach (var candidate in candidates)
        {
            if (tx.Execute(DeleteText, candidate.Id) == 1) MarkDead(tx, candidate.Location);
        }
        return candidates.Count;
    }

    public static StoredBlob? Find(ISqlReader reader, CompanyId company, long id) => reader.QueryFirst(ByIdText, Map, id, company);

    public static StoredBlob? FindByContent(ISqlReader reader, CompanyId company, ContentHash hash) =>
        reader.QueryFirst(ByContentText, Map, company, hash.ToBytes());

    private static void Move(WriteTransaction tx, StoredBlob found, BlobLocation location)
    {
        MarkDead(tx, found.Location);
        tx.Execute(MoveText, found.Id, location.Segment, location.Offset, location.StoredLength);
    }

    private static void MarkDead(WriteTransaction tx, BlobLocation location) => tx.Execute(DeadText, location.Segment, SegmentFormat.Padded(location.StoredLength));

    private static StoredBlob Map(SqlRow row) =>
        new(row.Long(0), ContentHash.FromBytes(row.Span(1)), new BlobLocation(row.Int(2), row.Long(3), row.Long(4), row.Long(5)), row.Long(6));
}
