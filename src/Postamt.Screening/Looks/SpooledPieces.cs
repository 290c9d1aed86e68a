using Postamt.Store.Spooling;

namespace Postamt.Screening.Looks;

/// <summary>Pieces of a spooled content, wherever it lies.</summary>
internal static class SpooledPieces
{
    /// <summary>Fewer octets where the content ends before.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(SpooledContent content, long offset, int length, CancellationToken cancellationToken)
    {
        if (content.TryGetMemory(out var memory))
        {
            var from = (int)Math.Min(offset, memory.Length);
            return memory.Slice(from, Math.Min(length, memory.Length - from));
        }
        await using var stream = content.OpenRead();
        if (offset >= stream.Length) return ReadOnlyMemory<byte>.Empty;
        stream.Position = offset;
        var piece = new byte[Math.Min(length, stream.Length - offset)];
        var read = await stream.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellationToken);
        return piece.AsMemory(0, read);
    }
}
