using System.Buffers;
using System.IO.Pipelines;

namespace Postamt.Net;

/// <summary>A stream over two pipe ends, for what wants a stream: TLS, and test clients. Writing sends at once.</summary>
/// <param name="gather">Full records of TLS wait for each other, up to 64 KiB, until what is shorter or a flush sends them: one system call for several.</param>
public sealed class DuplexPipeStream(PipeReader input, PipeWriter output, bool gather = false) : Stream
{
    /// <summary>RFC 8446 5.1: a full record's plain text.</summary>
    private const int Full = 16 * 1024;
    private const int MostGathered = 4 * Full;

    private readonly Stream _input = input.AsStream(leaveOpen: true);
    private int _gathered;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        output.Write(buffer.Span);
        _gathered += buffer.Length;
        return gather && buffer.Length > Full && _gathered < MostGathered ? default : SendAsync(cancellationToken);
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        _gathered = 0;
        FlushResult flush = await output.FlushAsync(cancellationToken);
        if (flush.IsCanceled)
            throw new OperationCanceledException("The write was cancelled.");
        if (flush.IsCompleted)
            throw new IOException("The reader of this stream is gone.");
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        // Each write has flushed already, or the flush with a token does it.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _gathered == 0 ? Task.CompletedTask : SendAsync(cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous reads.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous writes.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Complete();
            output.Complete();
        }
        base.Dispose(disposing);
    }
}
