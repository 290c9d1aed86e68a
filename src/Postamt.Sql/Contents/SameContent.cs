using System.Buffers;
using Microsoft.Extensions.Logging;
using Postamt.Sql.Segments;
using Postamt.Store.Blobs;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Contents;

/// <summary>An equal hash is not taken for equal octets: the stored ones are read and compared.</summary>
internal static class SameContent
{
    /// <summary>False, and a line in the log, when the stored one cannot be read.</summary>
    /// <param name="blob">Row of the stored one, for the log.</param>
    public static async ValueTask<bool> IsAsync(long blob, Func<ValueTask<RecordReader>> open, SpooledContent content, ILogger logger)
    {
        try
        {
            await using var stored = await open();
            return await IsAsync(stored, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.BlobUnreadable(logger, blob, e);
            return false;
        }
    }

    /// <exception cref="IOException">One of them cannot be read.</exception>
    public static async ValueTask<bool> IsAsync(IBlobReader stored, SpooledContent content)
    {
        if (stored.Length != content.Length) return false;
        var left = ArrayPool<byte>.Shared.Rent(SegmentFormat.ChunkLength);
        var right = ArrayPool<byte>.Shared.Rent(SegmentFormat.ChunkLength);
        try
        {
            await using var source = content.OpenRead();
            for (long at = 0; at < content.Length;)
            {
                var length = (int)Math.Min(SegmentFormat.ChunkLength, content.Length - at);
                await source.ReadExactlyAsync(left.AsMemory(0, length), CancellationToken.None);
                if (await stored.ReadAsync(at, right.AsMemory(0, length), CancellationToken.None) != length) return false;
                if (!left.AsSpan(0, length).SequenceEqual(right.AsSpan(0, length))) return false;
                at += length;
            }
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(left);
            ArrayPool<byte>.Shared.Return(right);
        }
    }
}
