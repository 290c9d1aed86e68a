using Postamt.Store.Blobs;

namespace Postamt.Ram.Store;

internal sealed class RamBlobReader(byte[] content) : IBlobReader
{
    public long Length => content.Length;

    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (offset >= content.Length) return new(0);
        var length = (int)Math.Min(buffer.Length, content.Length - offset);
        content.AsMemory((int)offset, length).CopyTo(buffer);
        return new(length);
    }

    public ValueTask DisposeAsync() => default;
}
