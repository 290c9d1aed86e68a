using Postamt.Directory.Entities;
using Postamt.Directory.Login;
using Postamt.Net.Sasl;

namespace Postamt.Server.Hosting;

/// <summary>The directory's authenticator as SASL sees it, for one protocol.</summary>
/// <param name="scope">What a credential must open for this protocol.</param>
/// <param name="offersScram">Everybody signs in with app passwords, which alone have SCRAM keys.</param>
/// <param name="identity">The protocol's own form of who signed in.</param>
/// <param name="login">And back.</param>
internal sealed class DirectorySaslAuthority<TIdentity>(
    IAuthenticator authenticator, ISignIns signIns, CredentialScopes scope, bool offersScram, Func<LoginIdentity, TIdentity> identity, Func<TIdentity, LoginIdentity> login) : ISaslAuthority<TIdentity>
    where TIdentity : class
{
    public bool OffersScram => offersScram;

    public async ValueTask<SaslOutcome<TIdentity>> CheckPasswordAsync(SaslPassword request, CancellationToken cancellationToken)
    {
        var result = await authenticator.CheckPasswordAsync(request.AuthenticationId, request.Password, Peer(request.Peer), cancellationToken);
        return Outcome(result, request.AuthenticationId, request.AuthorizationId);
    }

    public async ValueTask<ScramLookup> FindScramAsync(string authenticationId, SaslPeer peer, CancellationToken cancellationToken)
    {
        var challenge = await authenticator.BeginScramAsync(authenticationId, Peer(peer), cancellationToken);
        if (challenge.Unavailable is not null) return ScramLookup.Fail(SaslFailure.Unavailable);
        if (challenge.RetryAfter is not null) return ScramLookup.Fail(SaslFailure.TooManyFailures);
        return ScramLookup.Of(
            challenge.Salt,
            challenge.Iterations,
            [.. challenge.Keys.Select(key => new ScramCandidate(key.StoredKey, key.ServerKey, new Matched(challenge, key)))]);
    }

    public async ValueTask<SaslOutcome<TIdentity>> ReportScramAsync(ScramReport report, CancellationToken cancellationToken)
    {
        var matched = report.Matched?.Credential as Matched;
        var challenge = matched?.Challenge ?? new ScramChallenge(report.AuthenticationId, default, 0, [], null, null);
        var result = await authenticator.EndScramAsync(challenge, matched?.Key, Peer(report.Peer), cancellationToken);
        return Outcome(result, report.AuthenticationId, report.AuthorizationId);
    }

    public IDisposable? Watch(TIdentity signedIn, Action revoked) => signIns.Watch(login(signedIn), scope, revoked);

    private LoginPeer Peer(SaslPeer peer) => new(peer.Address, scope);

    private SaslOutcome<TIdentity> Outcome(LoginResult result, string authenticationId, string? authorizationId) => result switch
    {
        // RFC 4616 2: acting as somebody else is a right of its own, which nobody has here.
        LoginResult.Success when authorizationId is { Length: > 0 } other && !string.Equals(other, authenticationId, StringComparison.OrdinalIgnoreCase) =>
            SaslOutcome<TIdentity>.Fail(SaslFailure.NotAuthorized),
        LoginResult.Success success => SaslOutcome<TIdentity>.Success(identity(success.Identity)),
        LoginResult.Throttled => SaslOutcome<TIdentity>.Fail(SaslFailure.TooManyFailures),
        LoginResult.Unavailable => SaslOutcome<TIdentity>.Fail(SaslFailure.Unavailable),
        _ => SaslOutcome<TIdentity>.Fail(SaslFailure.BadCredentials),
    };

    private sealed record Matched(ScramChallenge Challenge, ScramKey Key);
}
