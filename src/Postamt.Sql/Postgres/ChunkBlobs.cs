using System.Buffers;
using Postamt.Cluster.Identity;
using Postamt.Sql.Contents;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Sql.Postgres;

/// <summary>A blob as a reader finds it.</summary>
/// <param name="First">The first piece of its record, where it was asked for.</param>
internal sealed record ChunkedBlob(long Id, RecordId Record, long StoredLength, long References, bool IsDamaged, byte[]? First);

/// <summary>
/// Rows of contents, and the contents themselves: records of the segments' format, cut into pieces of <see cref="PieceLength"/> octets,
/// one a row, so that a part is read without the rest.
/// </summary>
internal sealed class ChunkBlobs : IBlobRows
{
    public const int PieceLength = 128 * 1024;

    private const string ByIdText = """
        SELECT id, company_id, sha256, key_id, length, stored_length, refs, damaged_at, (SELECT data FROM blob_chunk WHERE blob_id = blob.id AND number = 0) FROM blob WHERE id = $1 AND company_id = $2
        """;

    private const string ByContentText = """
        SELECT id, company_id, sha256, key_id, length, stored_length, refs, damaged_at, NULL::bytea FROM blob WHERE company_id = $1 AND sha256 = $2 LIMIT 1
        """;

    // Whoever takes a reference holds the row: a sweep on another node waits, and then sees the reference.
    private const string LockText = """
        SELECT id FROM blob WHERE company_id = $1 AND sha256 = $2 LIMIT 1 FOR UPDATE
        """;

    private const string LockOneText = """
        SELECT id FROM blob WHERE id = $1 AND company_id = $2 AND sha256 = $3 FOR UPDATE
        """;

    private const string OtherText = """
        SELECT id FROM blob WHERE company_id = $1 AND sha256 = $2 AND key_id = $3 AND id <> $4
        """;

    private const string InsertText = """
        INSERT INTO blob (company_id, sha256, key_id, stored_length, length, refs, candidate_since) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (company_id, sha256, key_id) DO NOTHING RETURNING id
        """;

    private const string InsertNumberedText = """
        INSERT INTO blob (id, company_id, sha256, key_id, stored_length, length, refs, candidate_since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    // What a copy that was broken off has left: nothing refers to it.
    private const string DeleteLeftText = """
        WITH gone AS (DELETE FROM blob WHERE company_id = $1 AND sha256 = $2 AND key_id = $3 RETURNING id) DELETE FROM blob_chunk WHERE blob_id IN (SELECT id FROM gone)
        """;

    private const string RenumberText = """
        UPDATE blob SET id = $2, refs = $3, candidate_since = $4 WHERE id = $1
        """;

    private const string RenumberPiecesText = """
        UPDATE blob_chunk SET blob_id = $2 WHERE blob_id = $1
        """;

    private const string LengthText = """
        UPDATE blob SET stored_length = $2, key_id = $3, damaged_at = NULL WHERE id = $1
        """;

    private const string InsertPieceText = """
        INSERT INTO blob_chunk (blob_id, number, data) VALUES ($1, $2, $3)
        """;

    private const string DeletePiecesText = """
        DELETE FROM blob_chunk WHERE blob_id = $1
        """;

    private const string CandidatesText = """
        SELECT id FROM blob WHERE candidate_since IS NOT NULL AND candidate_since < $1 LIMIT $2 FOR UPDATE SKIP LOCKED
        """;

    private const string DeleteText = """
        DELETE FROM blob WHERE id = $1 AND refs = 0
        """;

    public StoreResult<BlobRow> Ensure(WriteTransaction tx, PendingBody body, int references)
    {
        var stored = Find(tx, body, references, out var isNew);
        if (stored is not { } id || (!body.IsToAppend && id != body.Duplicate)) return StoreResult<BlobRow>.No(StoreError.Unavailable, "the stored content this one equals has gone meanwhile");
        if (isNew)
        {
            WritePieces(tx, body, id);
            tx.Credit.Take(id, references);
            return new BlobRow(body.Company, id, body.Length);
        }
        // Written since this one was made ready: the same octets have just given the same hash. One that was there and was not good is replaced.
        if (id == body.Replaces) Put(tx, id, body);
        BlobSql.TakeReferences(tx, id, references);
        return new BlobRow(body.Company, id, body.Length);
    }

    public void Restore(WriteTransaction tx, PendingBody body, CopiedBlob blob)
    {
        // A large one is there already, under a number of its own.
        if (body.Duplicate is { } stored)
        {
            tx.Post(RenumberText, stored, blob.Id, blob.References, blob.CandidateSince);
            tx.Post(RenumberPiecesText, stored, blob.Id);
            return;
        }
        tx.Post(DeleteLeftText, blob.Company, blob.Hash.ToBytes(), body.KeyId);
        tx.Post(InsertNumberedText, blob.Id, blob.Company, blob.Hash.ToBytes(), body.KeyId, body.StoredLength, blob.Length, blob.References, blob.CandidateSince);
        WritePieces(tx, body, blob.Id);
    }

    /// <summary>Puts the record in the place of a blob's own. False when that has gone, or there is another of that content under the record's key.</summary>
    public static bool Replace(ISqlConnection sql, long blob, PendingBody body)
    {
        if (!LockOne(sql, blob, body) || sql.QueryLong(OtherText, body.Company, body.Hash.ToBytes(), body.KeyId, blob) is not null) return false;
        Put(sql, blob, body);
        return true;
    }

    public int Sweep(WriteTransaction tx, DateTimeOffset before, int limit)
    {
        var candidates = tx.Query(CandidatesText, static row => row.Long(0), before, limit);
        foreach (var candidate in candidates)
        {
            if (tx.Execute(DeleteText, candidate) == 1) tx.Post(DeletePiecesText, candidate);
        }
        return candidates.Count;
    }

    /// <summary>A new blob without references; null when there is one of that content.</summary>
    public static long? Insert(ISqlConnection sql, PendingBody body, DateTimeOffset now)
    {
        var made = InsertRow(sql, body, 0, now);
        if (made is { } id) WritePieces(sql, body, id);
        return made;
    }

    public static ChunkedBlob? Find(ISqlReader reader, BlobRef blob) => reader.QueryFirst(ByIdText, Map, blob.Id, blob.Company);

    /// <summary>Of several under different keys the newest.</summary>
    public static ChunkedBlob? FindByContent(ISqlReader reader, CompanyId company, ContentHash hash) => reader.QueryFirst(ByContentText, Map, company, hash.ToBytes());

    private static bool LockOne(ISqlConnection sql, long blob, PendingBody body) => sql.QueryLong(LockOneText, blob, body.Company, body.Hash.ToBytes()) is not null;

    /// <summary>The blob of a body: one that is there, or a new row for it, which has its references.</summary>
    private static long? Find(WriteTransaction tx, PendingBody body, int references, out bool isNew)
    {
        isNew = false;
        if (tx.Known.Contents.TryGetValue((body.Company, body.Hash), out var known))
        {
            isNew = !known.IsStored && body.IsToAppend;
            if (!isNew) return known.IsStored ? known.Id : null;
            tx.PostRow(InsertNumberedText, known.Id, body.Company, body.Hash.ToBytes(), body.KeyId, body.StoredLength, body.Length, references, BlobSql.CandidateSince(references, tx.Now));
            tx.Known.Contents[(body.Company, body.Hash)] = known with { IsStored = true };
            return known.Id;
        }
        // Where there was one of that content, perhaps under another key, it is looked for first.
        if (body.Replaces is not null && tx.QueryLong(LockText, body.Company, body.Hash.ToBytes()) is { } there) return there;
        if (body.IsToAppend && InsertRow(tx, body, references, tx.Now) is { } made)
        {
            isNew = true;
            return made;
        }
        return tx.QueryLong(LockText, body.Company, body.Hash.ToBytes());
    }

    private static long? InsertRow(ISqlConnection sql, PendingBody body, int references, DateTimeOffset now) =>
        sql.QueryLong(InsertText, body.Company, body.Hash.ToBytes(), body.KeyId, body.StoredLength, body.Length, references, BlobSql.CandidateSince(references, now));

    /// <summary>The record and its key take the place of a blob's own.</summary>
    private static void Put(ISqlConnection sql, long blob, PendingBody body)
    {
        sql.Post(DeletePiecesText, blob);
        sql.Post(LengthText, blob, body.StoredLength, body.KeyId);
        WritePieces(sql, body, blob);
    }

    private static void WritePieces(ISqlConnection sql, PendingBody body, long blob)
    {
        if (body.Record.IsEmpty)
        {
            WriteFromFile(sql, body, blob);
            return;
        }
        for (var at = 0; at < body.StoredLength; at += PieceLength) sql.PostRow(InsertPieceText, blob, at / PieceLength, body.Record[at..Math.Min(at + PieceLength, (int)body.StoredLength)]);
    }

    /// <summary>Piece by piece through one buffer, whatever the length.</summary>
    private static void WriteFromFile(ISqlConnection sql, PendingBody body, long blob)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            for (long at = 0; at < body.StoredLength; at += PieceLength)
            {
                var piece = buffer.AsMemory(0, (int)Math.Min(PieceLength, body.StoredLength - at));
                for (var done = 0; done < piece.Length;)
                {
                    var read = body.Read(piece.Span[done..], at + done);
                    if (read == 0) throw new EndOfStreamException("a spooled record ends before its length");
                    done += read;
                }
                sql.Execute(InsertPieceText, blob, at / PieceLength, (ReadOnlyMemory<byte>)piece);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ChunkedBlob Map(SqlRow row) => new(row.Long(0), RecordIds.Of(row, 1), row.Long(5), row.Long(6), !row.IsNull(7), row.BytesOrNull(8));
}
