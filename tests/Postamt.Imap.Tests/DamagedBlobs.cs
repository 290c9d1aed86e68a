using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Imap.Tests;

/// <summary>Contents longer than a length are broken from an offset on: they cannot be read there, or end too early.</summary>
internal sealed class DamagedBlobs(IBlobs inner, long longer, long from, bool ends = false) : IBlobs
{
    public async ValueTask<StoreResult<IBlobReader>> OpenAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        var opened = await inner.OpenAsync(blob, cancellationToken);
        return opened.TryGet(out var reader) && reader.Length > longer ? new Reader(reader, from, ends) : opened;
    }

    private sealed class Reader(IBlobReader inner, long from, bool ends) : IBlobReader
    {
        public long Length => inner.Length;

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (offset + buffer.Length <= from) return inner.ReadAsync(offset, buffer, cancellationToken);
            if (offset < from) return inner.ReadAsync(offset, buffer[..(int)(from - offset)], cancellationToken);
            return ends ? new(0) : throw new IOException("the stored octets are damaged");
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
