using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;

namespace Postamt.Directory.Login;

/// <summary>Somebody who has signed in.</summary>
public sealed record LoginIdentity(AccountId Account, CompanyId Company, string Name, CredentialId Credential, CredentialScopes Scopes, Role Role);

/// <summary>Where a sign-in comes from; counters slow guessing down by these.</summary>
/// <param name="Address">The client's address (after PROXY).</param>
/// <param name="Scope">The protocol's scope; the credential must have it.</param>
public sealed record LoginPeer(System.Net.IPAddress Address, CredentialScopes Scope);

public abstract record LoginResult
{
    private LoginResult()
    {
    }

    public sealed record Success(LoginIdentity Identity) : LoginResult;

    /// <summary>One text for every cause: unknown user, wrong password, wrong scope, suspended.</summary>
    public sealed record Refused : LoginResult;

    /// <summary>Too many failures from this address or for this account: later.</summary>
    public sealed record Throttled(TimeSpan RetryAfter) : LoginResult;

    /// <summary>Ours to mend; 454 or NO [UNAVAILABLE].</summary>
    public sealed record Unavailable(string Reason) : LoginResult;
}
