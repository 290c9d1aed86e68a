using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Imap.Fetching;

/// <summary>The set of a FETCH that asks for no content.</summary>
internal sealed class NoBlobs : IBlobSet
{
    public static NoBlobs Instance { get; } = new();

    public ValueTask<StoreResult<IBlobReader>> OpenAsync(BlobRef blob, CancellationToken cancellationToken) => throw new InvalidOperationException("no content was asked for");
}
