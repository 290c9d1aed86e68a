using System.Buffers;
using Postamt.Net;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server;

/// <summary>Reads a mail's octets from the wire into a <see cref="ContentReceiver"/>: dotted for DATA, counted for BDAT. Memory does not grow with the mail.</summary>
internal static class ContentInput
{
    // Pieces that straddle two segments are joined in a buffer of this size.
    private const int JoinSize = 4096;

    /// <returns>None when the end of data was reached; else why the session must end.</returns>
    internal static async ValueTask<SessionEnd> ReadDataAsync(Wire wire, ContentReceiver content, CancellationToken cancellationToken)
    {
        ContentPace pace = wire.Limits.NewPace();
        byte[]? join = null;
        bool atLineStart = true;
        try
        {
            while (true)
            {
                ContentResult read = await wire.Input.ReadContentAsync(long.MaxValue, pace, cancellationToken);
                if (read.Status != ContentStatus.Data)
                    return EndOf(read.Status);
                ReadOnlySequence<byte> rest = read.Data;
                DotScanEnd end = DotScanEnd.NeedMore;
                while (!rest.IsEmpty)
                {
                    ReadOnlyMemory<byte> piece = rest.First;
                    bool whole = rest.IsSingleSegment;
                    // An end of data has 3 octets: a shorter piece is joined with what follows.
                    if (piece.Length < 3 && !whole)
                    {
                        join ??= ArrayPool<byte>.Shared.Rent(JoinSize);
                        int length = (int)Math.Min(rest.Length, JoinSize);
                        rest.Slice(0, length).CopyTo(join);
                        piece = join.AsMemory(0, length);
                        whole = length == rest.Length;
                    }
                    DotScan step = DotScan.Step(piece.Span, atLineStart);
                    (end, atLineStart) = (step.End, step.AtLineStart);
                    await content.TakeAsync(piece.Slice(step.Start, step.Length), cancellationToken);
                    rest = rest.Slice(step.Consumed);
                    if (end is DotScanEnd.EndOfData or DotScanEnd.Violation || content.Overrun || (end == DotScanEnd.NeedMore && whole))
                        break;
                }
                bool more = end is DotScanEnd.NeedMore or DotScanEnd.Dot && !content.Overrun;
                wire.Input.AdvanceContent(rest.Start, more ? read.Data.End : rest.Start, pace);
                if (end == DotScanEnd.EndOfData)
                    return SessionEnd.None;
                if (end == DotScanEnd.Violation)
                    return SessionEnd.BareLineEnd;
                if (content.Overrun)
                    return SessionEnd.TooLarge;
            }
        }
        finally
        {
            if (join is not null)
                ArrayPool<byte>.Shared.Return(join);
        }
    }

    /// <summary>Reads exactly <paramref name="length"/> octets of a chunk.</summary>
    internal static async ValueTask<SessionEnd> ReadChunkAsync(Wire wire, ContentReceiver content, ChunkLines lines, long length, CancellationToken cancellationToken)
    {
        // The answer to a chunk before this one may still wait here, and the peer for it.
        await wire.Output.FlushAsync(cancellationToken);
        ContentPace pace = wire.Limits.NewPace();
        while (length > 0)
        {
            ContentResult read = await wire.Input.ReadContentAsync(length, pace, cancellationToken);
            if (read.Status != ContentStatus.Data)
                return EndOf(read.Status);
            foreach (ReadOnlyMemory<byte> piece in read.Data)
            {
                if (!lines.Accepts(piece.Span))
                    content.Fail(ProtocolReplies.BareInChunk);
                await content.TakeAsync(piece, cancellationToken);
            }
            length -= read.Data.Length;
            wire.Input.AdvanceContent(read.Data.End, pace);
            if (content.Overrun)
                return SessionEnd.TooLarge;
        }
        return SessionEnd.None;
    }

    /// <summary>Reads a refused chunk and forgets it (RFC 3030 2: accept and discard).</summary>
    internal static async ValueTask<SessionEnd> SkipAsync(Wire wire, long length, CancellationToken cancellationToken)
    {
        // The answer to a chunk before this one may still wait here, and the peer for it.
        await wire.Output.FlushAsync(cancellationToken);
        ContentPace pace = wire.Limits.NewPace();
        while (length > 0)
        {
            ContentResult read = await wire.Input.ReadContentAsync(length, pace, cancellationToken);
            if (read.Status != ContentStatus.Data)
                return EndOf(read.Status);
            length -= read.Data.Length;
            wire.Input.AdvanceContent(read.Data.End, pace);
        }
        return SessionEnd.None;
    }

    private static SessionEnd EndOf(ContentStatus status) => status switch
    {
        ContentStatus.Timeout => SessionEnd.Timeout,
        ContentStatus.TooSlow => SessionEnd.TooSlow,
        _ => SessionEnd.PeerGone,
    };
}
