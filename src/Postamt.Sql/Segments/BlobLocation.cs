namespace Postamt.Sql.Segments;

/// <summary>Where a record lies.</summary>
/// <param name="StoredLength">Octets of the record without padding.</param>
/// <param name="Length">Octets of content.</param>
internal readonly record struct BlobLocation(int Segment, long Offset, long StoredLength, long Length);
