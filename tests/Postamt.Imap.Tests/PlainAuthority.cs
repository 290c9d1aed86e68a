using System.Text;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Login;
using Postamt.Net.Sasl;

namespace Postamt.Imap.Tests;

/// <summary>Knows joe and ann of another company with the password "secret"; "away" stands for a directory that does not answer.</summary>
internal sealed class PlainAuthority : ISaslAuthority<LoginIdentity>
{
    public static LoginIdentity Joe { get; } = new(new AccountId(7), new CompanyId(1), "joe@post.example", new CredentialId(1), CredentialScopes.Imap, default!);

    public static LoginIdentity Ann { get; } = new(new AccountId(8), new CompanyId(2), "ann@other.example", new CredentialId(2), CredentialScopes.Imap, default!);

    /// <summary>Ends the session of whoever signed in last.</summary>
    public Action? Revoke { get; private set; }

    /// <summary>Sessions that have ended since.</summary>
    public int Unwatched { get; private set; }

    public IDisposable Watch(LoginIdentity identity, Action revoked)
    {
        Revoke = revoked;
        return new Watched(this);
    }

    public ValueTask<SaslOutcome<LoginIdentity>> CheckPasswordAsync(SaslPassword request, CancellationToken cancellationToken) => new(
        request.AuthenticationId == "away" ? SaslOutcome<LoginIdentity>.Fail(SaslFailure.Unavailable)
        : request.AuthenticationId == "joe" && Encoding.UTF8.GetString(request.Password.Span) == "secret" ? SaslOutcome<LoginIdentity>.Success(Joe)
        : request.AuthenticationId == "ann" && Encoding.UTF8.GetString(request.Password.Span) == "secret" ? SaslOutcome<LoginIdentity>.Success(Ann)
        : SaslOutcome<LoginIdentity>.Fail(SaslFailure.BadCredentials));

    public ValueTask<ScramLookup> FindScramAsync(string authenticationId, SaslPeer peer, CancellationToken cancellationToken) => new(ScramLookup.Fail(SaslFailure.BadCredentials));

    public ValueTask<SaslOutcome<LoginIdentity>> ReportScramAsync(ScramReport report, CancellationToken cancellationToken) => new(SaslOutcome<LoginIdentity>.Fail(SaslFailure.BadCredentials));

    private sealed class Watched(PlainAuthority authority) : IDisposable
    {
        public void Dispose() => authority.Unwatched++;
    }
}
