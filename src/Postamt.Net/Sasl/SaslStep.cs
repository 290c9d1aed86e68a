namespace Postamt.Net.Sasl;

/// <summary>The server's next move.</summary>
/// <param name="Data">The challenge before base64, may be empty; on success the additional data where the protocol can carry it.</param>
public readonly record struct SaslStep<TIdentity>(SaslStepKind Kind, ReadOnlyMemory<byte> Data, TIdentity? Identity, SaslFailure? Failure)
    where TIdentity : class
{
    /// <summary><see cref="Data"/> as it goes over the wire.</summary>
    public string Base64 => Convert.ToBase64String(Data.Span);

    internal static SaslStep<TIdentity> Challenge(ReadOnlyMemory<byte> data) => new(SaslStepKind.Challenge, data, null, null);

    internal static SaslStep<TIdentity> Succeeded(TIdentity identity, ReadOnlyMemory<byte> data = default) => new(SaslStepKind.Succeeded, data, identity, null);

    internal static SaslStep<TIdentity> Failed(SaslFailure failure) => new(SaslStepKind.Failed, default, null, failure);

    internal static SaslStep<TIdentity> From(SaslOutcome<TIdentity> outcome) =>
        outcome.Identity is { } identity ? Succeeded(identity) : Failed(outcome.Failure ?? SaslFailure.Unavailable);
}
