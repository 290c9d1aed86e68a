namespace Postamt.Net.Sasl;

/// <summary>What the authority says: exactly one of the two is set.</summary>
public readonly record struct SaslOutcome<TIdentity>
    where TIdentity : class
{
    private SaslOutcome(TIdentity? identity, SaslFailure? failure) => (Identity, Failure) = (identity, failure);

    public TIdentity? Identity { get; }

    public SaslFailure? Failure { get; }

    public static SaslOutcome<TIdentity> Success(TIdentity identity) => new(identity, null);

    public static SaslOutcome<TIdentity> Fail(SaslFailure failure) => new(null, failure);
}
