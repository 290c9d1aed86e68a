using System.Security.Cryptography;
using Postamt.Store.Blobs;

namespace Postamt.Sql.Segments;

/// <summary>Reads a whole stored content and holds it against its hash.</summary>
internal static class ContentCheck
{
    /// <summary>Null when the record is whole and its content has its hash; else what is wrong with it.</summary>
    /// <exception cref="MissingContentKeyException">It cannot be told without the key.</exception>
    /// <exception cref="IOException">It cannot be told now: the place cannot be read, for a reason that may pass.</exception>
    public static async ValueTask<string?> RunAsync(IRecordSource source, RecordId id, long storedLength, ContentKeys keys, CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = await RecordReader.OpenAsync(source, id, storedLength, keys);
            return await HashAsync(reader, cancellationToken) == id.Hash ? null : "the content does not have its hash";
        }
        catch (IOException e) when (IsDamage(e))
        {
            return e.Message;
        }
    }

    /// <summary>The octets are not what they should be, or the disk has lost them (EIO).</summary>
    public static bool IsDamage(IOException e) => e is DamagedRecordException or EndOfStreamException or FileNotFoundException || e.HResult == 5;

    public static async ValueTask<ContentHash> HashAsync(IBlobReader reader, CancellationToken cancellationToken)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[SegmentFormat.ChunkLength];
        for (long at = 0; at < reader.Length;)
        {
            var read = await reader.ReadAsync(at, buffer, cancellationToken);
            sha.AppendData(buffer, 0, read);
            at += read;
        }
        return ContentHash.FromBytes(sha.GetHashAndReset());
    }
}
