using Postamt.Directory.Entities;

namespace Postamt.Directory.Login;

/// <summary>One watched sign-in; disposed by its session.</summary>
internal sealed class SignIn(LoginIdentity identity, CredentialScopes scope, Action revoked, Action<SignIn> ended) : IDisposable
{
    private readonly Lock _gate = new();
    private bool _isOver;

    public LoginIdentity Identity => identity;

    public CredentialScopes Scope => scope;

    /// <summary>Once, and never after the session's end.</summary>
    public void Revoke()
    {
        lock (_gate)
        {
            if (_isOver) return;
            _isOver = true;
            revoked();
        }
    }

    public void Dispose()
    {
        ended(this);
        lock (_gate) _isOver = true;
    }
}
