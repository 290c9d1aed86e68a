using Postamt.Cluster.Identity;
using Postamt.Store.Blobs;

namespace Postamt.Sql.Segments;

/// <summary>Which content a record is to hold: what its head says, and what an encrypted one is bound to.</summary>
/// <param name="Length">Octets of content.</param>
/// <param name="KeyId">0: not encrypted.</param>
internal readonly record struct RecordId(CompanyId Company, ContentHash Hash, long Length, long KeyId)
{
    public int HeadLength => SegmentFormat.HeadOf(Length, KeyId);

    public bool IsOf(in RecordHead head) => head.Company == Company.Value && head.Hash == Hash && head.Length == Length && head.KeyId == KeyId;
}
