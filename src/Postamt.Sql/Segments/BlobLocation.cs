namespace Postamt.Sql.Segments;

/// <summary>Where a record lies.</summary>
/// <param name="Segment">0: in the database, beside its row.</param>
/// <param name="StoredLength">Octets of the record without padding.</param>
/// <param name="Length">Octets of content.</param>
internal readonly record struct BlobLocation(int Segment, long Offset, long StoredLength, long Length)
{
    public bool IsInline => Segment == 0;

    public static BlobLocation Inline(PendingBody body) => new(0, 0, body.StoredLength, body.Length);
}
