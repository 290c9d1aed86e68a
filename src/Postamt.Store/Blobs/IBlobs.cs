using Postamt.Store.Results;

namespace Postamt.Store.Blobs;

/// <summary>Reads stored contents. Writing happens only inside the transactions of store and queue.</summary>
public interface IBlobs
{
    /// <summary>Opens a content for ranged reads. NotFound when it is gone, Unavailable when its bytes cannot be read or do not match their checksum.</summary>
    ValueTask<StoreResult<IBlobReader>> OpenAsync(BlobRef blob, CancellationToken cancellationToken);

    /// <summary>Looks for contents that are going to be read one after the other, with one question to the store where it can; opens none yet.</summary>
    ValueTask<StoreResult<IBlobSet>> FindAsync(IReadOnlyCollection<BlobRef> blobs, CancellationToken cancellationToken) => new(StoreResult<IBlobSet>.Ok(new EachBlob(this)));
}

/// <summary>Contents that were looked for together.</summary>
public interface IBlobSet
{
    /// <summary>Opens one of them; answers as <see cref="IBlobs.OpenAsync"/> does.</summary>
    ValueTask<StoreResult<IBlobReader>> OpenAsync(BlobRef blob, CancellationToken cancellationToken);
}

/// <summary>One content open for reading; memory bounded by a chunk (64 KiB), whatever the length.</summary>
public interface IBlobReader : IAsyncDisposable
{
    long Length { get; }

    /// <summary>Fills <paramref name="buffer"/> from <paramref name="offset"/>; fewer octets only at the end. An IOException when the stored bytes are damaged.</summary>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);
}
