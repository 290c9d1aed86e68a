using System.Net;

namespace Postamt.Net;

/// <summary>
/// Counts connections: all, by address while nobody is logged in, by account afterwards. Holds one entry for each
/// address or account that has a connection now, so it cannot grow past <see cref="NetLimits.Total"/>.
/// </summary>
public sealed class ConnectionLimits(NetLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AddressKey, int> _addresses = [];
    private readonly Dictionary<string, int> _accounts = new(StringComparer.Ordinal);
    private int _total;

    /// <summary>Connections now.</summary>
    public int Total => Volatile.Read(ref _total);

    /// <summary>Takes a place for a connection, or says why there is none.</summary>
    /// <param name="reserved">The listener may use the share kept for submission.</param>
    public ConnectionLease? TryAdmit(IPAddress address, bool reserved, out RefusalReason refusal)
    {
        AddressKey? key = limits.ExemptLoopback && IPAddress.IsLoopback(address) ? null : AddressKey.Of(address);
        int cap = reserved ? limits.Total : limits.Total - (int)((long)limits.Total * limits.ReservedPercent / 100);
        lock (_lock)
        {
            refusal = RefusalReason.ServerFull;
            if (_total >= Math.Max(1, cap))
                return null;
            if (key is { } counted && !TryCount(_addresses, counted, limits.PerAddress))
            {
                refusal = RefusalReason.AddressFull;
                return null;
            }
            _total++;
        }
        return new ConnectionLease(this, key);
    }

    /// <summary>Moves the connection from its address to an account. False: the account has all the connections it may have.</summary>
    internal bool TryMove(ConnectionLease lease, string account)
    {
        lock (_lock)
        {
            if (lease.Account is { } old)
            {
                if (old == account)
                    return true;
                if (!TryCount(_accounts, account, limits.PerAccount))
                    return false;
                Uncount(_accounts, old);
            }
            else
            {
                if (!TryCount(_accounts, account, limits.PerAccount))
                    return false;
                if (lease.Address is { } address)
                    Uncount(_addresses, address);
            }
            lease.Account = account;
            return true;
        }
    }

    internal void Release(ConnectionLease lease)
    {
        lock (_lock)
        {
            _total--;
            if (lease.Account is { } account)
                Uncount(_accounts, account);
            else if (lease.Address is { } address)
                Uncount(_addresses, address);
        }
    }

    private static bool TryCount<TKey>(Dictionary<TKey, int> counts, TKey key, int most)
        where TKey : notnull
    {
        int now = counts.GetValueOrDefault(key);
        if (now >= most)
            return false;
        counts[key] = now + 1;
        return true;
    }

    private static void Uncount<TKey>(Dictionary<TKey, int> counts, TKey key)
        where TKey : notnull
    {
        if (counts[key] == 1)
            counts.Remove(key);
        else
            counts[key]--;
    }
}
