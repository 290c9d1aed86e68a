using Postamt.Cluster.Identity;
using Postamt.Sql.Segments;
using Postamt.Store.Blobs;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>Makes a stored content ready to be stored again for another company: companies share no bytes.</summary>
internal interface IContentCopies
{
    ValueTask<StoreResult<PendingBody>> CopyAsync(BlobRef content, CompanyId company);
}
