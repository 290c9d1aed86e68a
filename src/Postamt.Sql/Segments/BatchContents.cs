using Postamt.Cluster.Identity;
using Postamt.Store.Blobs;

namespace Postamt.Sql.Segments;

/// <summary>The contents of one batch on their way into the segment: one that stands in it more than once is appended once.</summary>
internal sealed class BatchContents(SegmentLog segments)
{
    private readonly Dictionary<(CompanyId, ContentHash), PendingBody> _appended = [];

    /// <summary>Gives the body its location. An equal hash is not taken for equal octets: the records are compared.</summary>
    /// <exception cref="IOException">Not written; the whole batch is to be given up.</exception>
    public void Append(PendingBody body)
    {
        var key = (body.Company, body.Hash);
        if (_appended.TryGetValue(key, out var first) && body.IsSameRecord(first))
        {
            body.Location = first.Location;
            return;
        }
        body.Location = segments.Append(body);
        _appended.TryAdd(key, body);
    }
}
