using Postamt.Store.Blobs;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Contents;

/// <summary>A stored content as if it came from the spool; owns its reader.</summary>
internal sealed class StoredContent(IBlobReader reader, ContentHash hash) : SpooledContent
{
    public override long Length => reader.Length;

    public override ContentHash Hash => hash;

    public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
    {
        memory = default;
        return false;
    }

    public override Stream OpenRead() => new Reading(reader);

    public override ValueTask DisposeAsync() => reader.DisposeAsync();

    private sealed class Reading(IBlobReader reader) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => reader.Length;

        public override long Position { get; set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await reader.ReadAsync(Position, buffer, cancellationToken);
            Position += read;
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("stored contents are read with tasks");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
