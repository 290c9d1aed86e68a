using Postamt.Directory.Entities;

namespace Postamt.Directory.Login;

/// <summary>Sessions of people who have signed in, as long as they last.</summary>
public interface ISignIns
{
    /// <summary>Looks after a sign-in until the session ends.</summary>
    /// <param name="scope">What the session uses of its credential.</param>
    /// <param name="revoked">
    /// Called once when the sign-in no longer holds: the password was changed or removed, the account or its company is suspended or gone. It must return at once.
    /// </param>
    /// <returns>Disposed when the session ends; <paramref name="revoked"/> is not called after it.</returns>
    IDisposable Watch(LoginIdentity identity, CredentialScopes scope, Action revoked);
}
