namespace Postamt.Net;

/// <summary>A connection's place; disposing it gives the place back, twice does no harm.</summary>
public sealed class ConnectionLease : IDisposable
{
    private readonly ConnectionLimits _owner;
    private int _released;

    internal ConnectionLease(ConnectionLimits owner, AddressKey? address) => (_owner, Address) = (owner, address);

    internal AddressKey? Address { get; }

    internal string? Account { get; set; }

    /// <summary>The session is logged in and counts for this account from now on; false when the account has too many.</summary>
    /// <param name="account">Any key that is one account's only, such as its id.</param>
    public bool TryAuthenticate(string account) => _owner.TryMove(this, account);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
            _owner.Release(this);
    }
}
