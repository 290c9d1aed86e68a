using System.Security.Cryptography;
using Postamt.Store.Blobs;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Contents;

/// <summary>A stored content as if it came from the spool, hashed while it is read; owns its reader.</summary>
internal sealed class StoredContent(IBlobReader reader, ContentHash hash) : SpooledContent
{
    public override long Length => reader.Length;

    public override ContentHash Hash => hash;

    /// <summary>It was read to its end, and is what its hash says.</summary>
    public bool IsAsHashed { get; private set; }

    public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
    {
        memory = default;
        return false;
    }

    public override Stream OpenRead() => new Reading(reader, found => IsAsHashed = found == hash);

    public override ValueTask DisposeAsync() => reader.DisposeAsync();

    private sealed class Reading(IBlobReader reader, Action<ContentHash> ended) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => reader.Length;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await reader.ReadAsync(_position, buffer, cancellationToken);
            _hash.AppendData(buffer.Span[..read]);
            _position += read;
            if (_position == reader.Length && read > 0) ended(ContentHash.FromBytes(_hash.GetCurrentHash()));
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

        protected override void Dispose(bool disposing)
        {
            _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
