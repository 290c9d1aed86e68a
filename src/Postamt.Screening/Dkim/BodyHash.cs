namespace Postamt.Screening.Dkim;

/// <summary>Of a body in the way it was signed.</summary>
/// <param name="IsWhole">The signature covers all of it.</param>
/// <param name="Length">Octets of that body.</param>
internal sealed record BodyHash(byte[] Hash, bool IsWhole, long Length);
