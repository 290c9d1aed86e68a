using Postamt.Cluster.Identity;
using Postamt.Sql.Segments;
using Postamt.Store.Blobs;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Writing;

/// <summary>
/// Contents before and after the writer: makes a spooled content ready to be stored, on the caller's thread, and reads stored ones.
/// A content the company has already is compared octet by octet with the stored one before it counts as the same.
/// </summary>
internal interface IBodies : IBlobs
{
    /// <exception cref="IOException">The spool cannot be read or written, or a large content not be stored.</exception>
    ValueTask<PendingBody> PrepareAsync(CompanyId company, SpooledContent content);
}
