using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Sql.Sqlite;

/// <summary>Where contents were a moment ago. One that is not there any more is looked for again: its record may have moved.</summary>
internal sealed class FoundBodies(Bodies bodies, Dictionary<BlobRef, StoredBlob> rows) : IBlobSet
{
    public async ValueTask<StoreResult<IBlobReader>> OpenAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        try
        {
            if (rows.TryGetValue(blob, out var row)) return StoreResult<IBlobReader>.Ok(await bodies.OpenAsync(row));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await bodies.OpenAsync(blob, cancellationToken);
        }
        return await bodies.OpenAsync(blob, cancellationToken);
    }
}
