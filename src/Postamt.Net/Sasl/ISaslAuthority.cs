namespace Postamt.Net.Sasl;

/// <summary>Who knows passwords and keys; counts failures. Faults are answered <see cref="SaslFailure.Unavailable"/>, never as a wrong password.</summary>
/// <typeparam name="TIdentity">What a successful login yields.</typeparam>
public interface ISaslAuthority<TIdentity>
    where TIdentity : class
{
    /// <summary>
    /// Whether SCRAM is announced. A client that sees it takes it and does not fall back, so it must be off where people sign in with passwords that have
    /// no SCRAM keys.
    /// </summary>
    bool OffersScram => true;

    ValueTask<SaslOutcome<TIdentity>> CheckPasswordAsync(SaslPassword request, CancellationToken cancellationToken);

    /// <param name="authenticationId">After SASLprep.</param>
    ValueTask<ScramLookup> FindScramAsync(string authenticationId, SaslPeer peer, CancellationToken cancellationToken);

    /// <summary>
    /// Told once at the end of each exchange that got as far as a proof. Decides whether the matched credential may log
    /// in here and act as the authorization identity; a report without a match is counted and answered with a failure.
    /// </summary>
    ValueTask<SaslOutcome<TIdentity>> ReportScramAsync(ScramReport report, CancellationToken cancellationToken);

    /// <summary>Looks after a sign-in until its session ends.</summary>
    /// <param name="revoked">Called once when it no longer holds, from a thread of its own.</param>
    /// <returns>Disposed when the session ends; null where sign-ins hold for ever.</returns>
    IDisposable? Watch(TIdentity identity, Action revoked) => null;
}
