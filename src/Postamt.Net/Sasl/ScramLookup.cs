namespace Postamt.Net.Sasl;

/// <summary>
/// The keys of one user. For an unknown user the authority gives a salt derived from the name under a secret of its own,
/// the usual iterations and no candidate, so that the exchange looks the same and fails at its end.
/// </summary>
public sealed record ScramLookup
{
    private ScramLookup(ReadOnlyMemory<byte> salt, int iterations, IReadOnlyList<ScramCandidate> candidates, SaslFailure? failure) =>
        (Salt, Iterations, Candidates, Failure) = (salt, iterations, candidates, failure);

    public ReadOnlyMemory<byte> Salt { get; }

    public int Iterations { get; }

    public IReadOnlyList<ScramCandidate> Candidates { get; }

    /// <summary>Set when there is no exchange at all: the directory is away, or the peer has failed too often.</summary>
    public SaslFailure? Failure { get; }

    /// <param name="iterations">RFC 7677 3: at least 4096.</param>
    public static ScramLookup Of(ReadOnlyMemory<byte> salt, int iterations, IReadOnlyList<ScramCandidate> candidates)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 4096);
        if (salt.IsEmpty)
            throw new ArgumentException("A salt has at least one octet.", nameof(salt));
        return new ScramLookup(salt, iterations, candidates, null);
    }

    public static ScramLookup Fail(SaslFailure failure) => new(default, 0, [], failure);

    public override string ToString() => nameof(ScramLookup);
}
