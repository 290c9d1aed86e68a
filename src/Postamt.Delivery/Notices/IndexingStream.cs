using Postamt.Mail.Mime;
using Postamt.Store.Spooling;

namespace Postamt.Delivery.Notices;

/// <summary>Writes into the spool and through the MIME index at once.</summary>
internal sealed class IndexingStream(SpoolWriter spool, MessageIndexer indexer) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => spool.Length;

    public override long Position
    {
        get => spool.Length;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await spool.WriteAsync(buffer, cancellationToken);
        indexer.Append(buffer.Span);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        // The spool has no buffer of its own to push out.
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("written asynchronously only");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
