using System.Collections.Concurrent;
using ZstdSharp;

namespace Postamt.Sql.Segments;

/// <summary>Compresses and expands single chunks. Compressors are kept and lent, since making one is dear.</summary>
internal static class ChunkCodec
{
    private const int Level = 1;
    private static readonly ConcurrentBag<Compressor> Compressors = [];
    private static readonly ConcurrentBag<Decompressor> Decompressors = [];

    public static int MaxStored { get; } = Compressor.GetCompressBound(SegmentFormat.ChunkLength);

    /// <summary>Octets written; 0 when compression saves less than 5 % and the chunk is to be stored plain.</summary>
    public static int Compress(ReadOnlySpan<byte> chunk, Span<byte> target)
    {
        if (chunk.Length < 128) return 0;
        if (!Compressors.TryTake(out var compressor)) compressor = new Compressor(Level);
        try
        {
            return compressor.TryWrap(chunk, target, out var written) && written <= chunk.Length * 95L / 100 ? written : 0;
        }
        finally
        {
            Compressors.Add(compressor);
        }
    }

    /// <exception cref="IOException">The stored octets do not expand to the length they should.</exception>
    public static void Expand(ReadOnlySpan<byte> stored, Span<byte> chunk)
    {
        if (!Decompressors.TryTake(out var decompressor)) decompressor = new Decompressor();
        try
        {
            if (!decompressor.TryUnwrap(stored, chunk, out var written) || written != chunk.Length)
                throw new IOException("a stored chunk does not expand to its length");
        }
        catch (ZstdException e)
        {
            throw new IOException("a stored chunk cannot be expanded", e);
        }
        finally
        {
            Decompressors.Add(decompressor);
        }
    }
}
