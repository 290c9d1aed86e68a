using Postamt.Cluster.Identity;
using Postamt.Sql.Contents;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Sql.Sqlite;

/// <summary>A blob as a reader finds it.</summary>
internal sealed record StoredBlob(long Id, RecordId Record, BlobLocation Location, long References, bool IsDamaged);

/// <summary>Rows of contents, one for each content of a company whatever its key, which lie in segments or, small ones, beside their row.</summary>
internal sealed class SegmentBlobs : IBlobRows
{
    private const string ByIdText = """
        SELECT id, company_id, sha256, key_id, length, segment, position, stored_length, refs, damaged_at FROM blob WHERE id = $1 AND company_id = $2
        """;

    private const string ByContentText = """
        SELECT id, company_id, sha256, key_id, length, segment, position, stored_length, refs, damaged_at FROM blob WHERE company_id = $1 AND sha256 = $2
        """;

    private const string InsertText = """
        INSERT INTO blob (company_id, sha256, key_id, segment, position, stored_length, length, refs, candidate_since)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (company_id, sha256, key_id) DO NOTHING RETURNING id
        """;

    private const string RestoreText = """
        INSERT INTO blob (id, company_id, sha256, key_id, segment, position, stored_length, length, refs, candidate_since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    private const string MoveText = """
        UPDATE blob SET segment = $2, position = $3, stored_length = $4, key_id = $5, damaged_at = NULL WHERE id = $1
        """;

    private const string CandidatesText = """
        SELECT id, company_id, sha256, key_id, length, segment, position, stored_length, refs, damaged_at FROM blob WHERE candidate_since IS NOT NULL AND candidate_since < $1 LIMIT $2
        """;

    private const string DeleteText = """
        DELETE FROM blob WHERE id = $1 AND refs = 0
        """;

    private const string InlineText = """
        INSERT INTO blob_inline (blob_id, record) VALUES ($1, $2)
        """;

    private const string InlineRecordText = """
        SELECT record FROM blob_inline WHERE blob_id = $1
        """;

    private const string DeleteInlineText = """
        DELETE FROM blob_inline WHERE blob_id = $1
        """;

    private const string DeadText = """
        INSERT INTO segment (number, dead_octets) VALUES ($1, $2) ON CONFLICT (number) DO UPDATE SET dead_octets = segment.dead_octets + excluded.dead_octets
        """;

    public StoreResult<BlobRow> Ensure(WriteTransaction tx, PendingBody body, int references)
    {
        // Where there was one of that content, perhaps under another key, it is looked for first: there is one row for each.
        if (body.Replaces is null && Insert(tx, body, references) is { } made) return new BlobRow(body.Company, made, body.Length);
        var found = FindByContent(tx, body.Company, body.Hash);
        if (found is null && body.Replaces is not null && Insert(tx, body, references) is { } again) return new BlobRow(body.Company, again, body.Length);
        if (found is null || (body.Location is null && found.Id != body.Duplicate))
            return StoreResult<BlobRow>.No(StoreError.Unavailable, "the stored content this one equals has gone meanwhile");
        // The stored copy was not compared (another batch has just written it), is damaged or is about to be swept: the fresh one, whose
        // octets gave the hash, takes its place for all who refer to it. Equal contents of one batch have one location.
        if (body.Location is { } fresh && (found.Location != fresh || fresh.IsInline)) Move(tx, found, fresh, body);
        BlobSql.TakeReferences(tx, found.Id, references);
        return new BlobRow(body.Company, found.Id, body.Length);
    }

    public void Restore(WriteTransaction tx, PendingBody body, CopiedBlob blob)
    {
        var location = body.Location ?? throw new InvalidOperationException($"content {blob.Id} has no place");
        tx.Post(
            RestoreText, blob.Id, blob.Company, blob.Hash.ToBytes(), body.KeyId, location.Segment, location.Offset, location.StoredLength, location.Length, blob.References,
            blob.CandidateSince);
        if (location.IsInline) tx.Post(InlineText, blob.Id, body.Record);
    }

    public int Sweep(WriteTransaction tx, DateTimeOffset before, int limit)
    {
        var candidates = tx.Query(CandidatesText, Map, before, limit);
        foreach (var candidate in candidates)
        {
            if (tx.Execute(DeleteText, candidate.Id) == 1) Leave(tx, candidate);
        }
        return candidates.Count;
    }

    /// <summary>The record of a content that lies beside its row.</summary>
    public static byte[]? InlineRecord(ISqlReader reader, long id) => reader.QueryFirst(InlineRecordText, static row => row.Bytes(0), id);

    public static StoredBlob? Find(ISqlReader reader, CompanyId company, long id) => reader.QueryFirst(ByIdText, Map, id, company);

    public static StoredBlob? FindByContent(ISqlReader reader, CompanyId company, ContentHash hash) =>
        reader.QueryFirst(ByContentText, Map, company, hash.ToBytes());

    /// <summary>Null when there is one of that content under that key, or nothing to point at.</summary>
    private static long? Insert(WriteTransaction tx, PendingBody body, int references)
    {
        if (body.Location is not { } location) return null;
        var made = tx.QueryLong(
            InsertText, body.Company, body.Hash.ToBytes(), body.KeyId, location.Segment, location.Offset, location.StoredLength, location.Length, references,
            BlobSql.CandidateSince(references, tx.Now));
        if (made is not { } id) return null;
        if (location.IsInline) tx.Post(InlineText, id, body.Record);
        tx.Credit.Take(id, references);
        return id;
    }

    /// <summary>
    /// Lets the row of a content point at another record of it, which is durable with this transaction. False when the row has gone or points
    /// elsewhere meanwhile; then the record is dead from its beginning.
    /// </summary>
    public static bool Repoint(WriteTransaction tx, StoredBlob from, PendingBody body)
    {
        var location = body.Location!.Value;
        var now = Find(tx, from.Record.Company, from.Id)?.Location;
        // The same record may have come with another request of the batch.
        if (now == location && !location.IsInline) return true;
        if (now == from.Location)
        {
            Move(tx, from, location, body);
            return true;
        }
        if (!location.IsInline) tx.Post(DeadText, location.Segment, SegmentFormat.Padded(location.StoredLength));
        return false;
    }

    private static void Move(WriteTransaction tx, StoredBlob found, BlobLocation location, PendingBody body)
    {
        Leave(tx, found);
        tx.Post(MoveText, found.Id, location.Segment, location.Offset, location.StoredLength, body.KeyId);
        if (location.IsInline) tx.Post(InlineText, found.Id, body.Record);
    }

    /// <summary>Nothing points any more to where the record lies.</summary>
    private static void Leave(WriteTransaction tx, StoredBlob blob)
    {
        if (blob.Location.IsInline) tx.Post(DeleteInlineText, blob.Id);
        else tx.Post(DeadText, blob.Location.Segment, SegmentFormat.Padded(blob.Location.StoredLength));
    }

    public static StoredBlob Map(SqlRow row) =>
        new(row.Long(0), RecordIds.Of(row, 1), new BlobLocation(row.Int(5), row.Long(6), row.Long(7), row.Long(4)), row.Long(8), !row.IsNull(9));
}
