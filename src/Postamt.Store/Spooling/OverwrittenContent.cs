using System.Security.Cryptography;
using Postamt.Store.Blobs;

namespace Postamt.Store.Spooling;

/// <summary>
/// A content of which some octets are replaced by as many others, so that no length and no place in it changes. Reads from the content it is made
/// of, which stays its owner's to dispose of.
/// </summary>
public sealed class OverwrittenContent : SpooledContent
{
    private readonly SpooledContent _inner;
    private readonly long[] _places;
    private readonly byte[] _text;
    private byte[]? _memory;
    private ContentHash _hash;

    private OverwrittenContent(SpooledContent inner, long[] places, byte[] text) => (_inner, _places, _text) = (inner, places, text);

    public override long Length => _inner.Length;

    public override ContentHash Hash => _hash;

    /// <param name="places">Where <paramref name="text"/> is to stand, each wholly within the content, none overlapping another.</param>
    public static async ValueTask<OverwrittenContent> MakeAsync(SpooledContent inner, IEnumerable<long> places, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        var content = new OverwrittenContent(inner, [.. places.Order()], text.ToArray());
        if (inner.TryGetMemory(out var memory))
        {
            content._memory = memory.ToArray();
            content.Replace(content._memory, 0);
            content._hash = ContentHash.FromBytes(SHA256.HashData(content._memory));
            return content;
        }
        await using var stream = content.OpenRead();
        content._hash = ContentHash.FromBytes(await SHA256.HashDataAsync(stream, cancellationToken));
        return content;
    }

    public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
    {
        memory = _memory;
        return _memory is not null;
    }

    public override Stream OpenRead() => _memory is not null ? new MemoryStream(_memory, writable: false) : new Reading(this, _inner.OpenRead());

    public override ValueTask DisposeAsync() => default;

    /// <param name="start">Where in the content the piece begins.</param>
    private void Replace(Span<byte> piece, long start)
    {
        foreach (var place in _places)
        {
            var from = Math.Max(place, start);
            var to = Math.Min(place + _text.Length, start + piece.Length);
            if (from < to) _text.AsSpan((int)(from - place), (int)(to - from)).CopyTo(piece[(int)(from - start)..]);
        }
    }

    private sealed class Reading(OverwrittenContent content, Stream inner) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => content.Length;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            content.Replace(buffer.Span[..read], _position);
            _position += read;
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("spooled contents are read with tasks");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
