namespace Postamt.Net.Sasl;

/// <summary>
/// One password the proof may be made with (RFC 5802 3), such as one app password of several. All candidates of an
/// account share salt and iterations.
/// </summary>
/// <param name="StoredKey">32 octets.</param>
/// <param name="ServerKey">32 octets.</param>
/// <param name="Credential">What the authority wants to hear again when this one matched, such as the credential's id.</param>
public sealed record ScramCandidate(ReadOnlyMemory<byte> StoredKey, ReadOnlyMemory<byte> ServerKey, object? Credential)
{
    // Keys never reach a log through this record's text.
    public override string ToString() => nameof(ScramCandidate);
}
