using Postamt.Store.Results;

namespace Postamt.Store.Blobs;

/// <summary>Reads stored contents. Writing happens only inside the transactions of store and queue.</summary>
public interface IBlobs
{
    /// <summary>Opens a content for ranged reads. NotFound when it is gone, Unavailable when its bytes cannot be read or do not match their checksum.</summary>
    ValueTask<StoreResult<IBlobReader>> OpenAsync(BlobRef blob, CancellationToken cancellationToken);
}

/// <summary>One content open for reading; memory bounded by a chunk (64 KiB), whatever the length.</summary>
public interface IBlobReader : IAsyncDisposable
{
    long Length { get; }

    /// <summary>Fills <paramref name="buffer"/> from <paramref name="offset"/>; fewer octets only at the end. An IOException when the stored bytes are damaged.</summary>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);
}
