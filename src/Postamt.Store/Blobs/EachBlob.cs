using Postamt.Store.Results;

namespace Postamt.Store.Blobs;

/// <summary>A set for a store that has no way to look for several contents at once.</summary>
internal sealed class EachBlob(IBlobs blobs) : IBlobSet
{
    public ValueTask<StoreResult<IBlobReader>> OpenAsync(BlobRef blob, CancellationToken cancellationToken) => blobs.OpenAsync(blob, cancellationToken);
}
