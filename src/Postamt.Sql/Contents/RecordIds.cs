using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Store.Blobs;

namespace Postamt.Sql.Contents;

/// <summary>Reads the identity of a record from a row of blob: company_id, sha256, key_id and length, one after the other.</summary>
internal static class RecordIds
{
    public static RecordId Of(SqlRow row, int first) =>
        new(new CompanyId(row.Long(first)), ContentHash.FromBytes(row.Span(first + 1)), row.Long(first + 3), row.Long(first + 2));
}
