using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Store.Results;

namespace Postamt.Sql.Postgres;

/// <summary>A record in rows.</summary>
internal sealed class ChunkRecord(IReaders readers, ChunkedBlob blob) : IRecordSource
{
    // The column is stored outside the row and not compressed, so that a part of it is read alone.
    private const string PartText = """
        SELECT substr(data, CAST($3 AS INTEGER), CAST($4 AS INTEGER)) FROM blob_chunk WHERE blob_id = $1 AND number = $2
        """;

    public string Name => $"stored content {blob.Id}";

    public async ValueTask ReadExactlyAsync(long offset, Memory<byte> target)
    {
        while (!target.IsEmpty)
        {
            var number = offset / ChunkBlobs.PieceLength;
            var from = (int)(offset % ChunkBlobs.PieceLength);
            var length = Math.Min(target.Length, ChunkBlobs.PieceLength - from);
            if (number == 0 && blob.First is { } first && from + length <= first.Length) first.AsSpan(from, length).CopyTo(target.Span);
            else await ReadPartAsync(number, from, target[..length]);
            target = target[length..];
            offset += length;
        }
    }

    private async ValueTask ReadPartAsync(long number, int from, Memory<byte> target)
    {
        var found = await readers.ReadAsync<byte[]?>(
            sql => StoreResult<byte[]?>.Ok(sql.QueryFirst(PartText, static row => row.Bytes(0), blob.Id, number, from + 1L, (long)target.Length)), CancellationToken.None);
        if (!found.TryGet(out var part)) throw new IOException(found.Detail);
        if (part is null || part.Length != target.Length) throw new DamagedRecordException($"{Name}: piece {number} is missing or too short");
        part.CopyTo(target);
    }
}
