using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Sql.Contents;

/// <summary>What an engine does with single stored records for the upkeep of contents.</summary>
internal interface IStoredRecords
{
    /// <summary>Null when the stored content is whole, else what is wrong with it; NotFound when it is gone, Unavailable when it cannot be told now.</summary>
    ValueTask<StoreResult<string?>> CheckAsync(BlobRef blob, CancellationToken stop);

    /// <summary>Puts other whole records of the same contents in the place of damaged ones, where there are any; returns for which.</summary>
    ValueTask<IReadOnlyList<BlobRef>> RepairAsync(IReadOnlyList<BlobRef> damaged, CancellationToken stop);

    /// <summary>A fresh record of a content under the newest key; its octets, 0 when it is gone, has moved meanwhile or is damaged.</summary>
    ValueTask<StoreResult<long>> RewriteAsync(BlobRef blob, CancellationToken stop);
}
