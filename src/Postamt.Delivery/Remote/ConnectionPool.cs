using System.Collections.Concurrent;
using System.Net;
using Postamt.Smtp.Client;

namespace Postamt.Delivery.Remote;

/// <summary>Connections that wait for another mail to the same server, a few for each and not for long.</summary>
internal sealed class ConnectionPool(DeliveryLimits limits, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Host, IPEndPoint EndPoint), ConcurrentStack<Idle>> _idle = new();

    /// <summary>A connection that was used before and may have been closed by the other side meanwhile; null when there is none.</summary>
    internal async ValueTask<PooledConnection?> TakeAsync(NextHop hop)
    {
        if (!_idle.TryGetValue((hop.Host, hop.EndPoint), out var stack)) return null;
        while (stack.TryPop(out var idle))
        {
            if (idle.Connection.IsUsable && time.GetElapsedTime(idle.Since) < limits.IdleTime) return new(idle.Connection, idle.Mails, IsReused: true);
            await idle.Connection.DisposeAsync();
        }
        return null;
    }

    /// <summary>Keeps the connection for another mail, or says goodbye.</summary>
    internal async ValueTask GiveAsync(NextHop hop, PooledConnection used, CancellationToken cancellationToken)
    {
        var stack = _idle.GetOrAdd((hop.Host, hop.EndPoint), static _ => new());
        var mails = used.Mails + 1;
        if (used.Connection.IsUsable && mails < limits.MailsPerConnection && stack.Count < limits.IdlePerDestination)
        {
            stack.Push(new Idle(used.Connection, mails, time.GetTimestamp()));
            return;
        }
        await used.Connection.QuitAsync(cancellationToken);
    }

    /// <summary>Ends connections that have waited too long; called now and then.</summary>
    internal async ValueTask SweepAsync()
    {
        foreach (var (key, stack) in _idle)
        {
            var kept = new List<Idle>();
            while (stack.TryPop(out var idle))
            {
                if (idle.Connection.IsUsable && time.GetElapsedTime(idle.Since) < limits.IdleTime) kept.Add(idle);
                else await idle.Connection.QuitAsync(CancellationToken.None);
            }
            foreach (var idle in kept) stack.Push(idle);
            if (kept.Count == 0) _idle.TryRemove(new KeyValuePair<(string, IPEndPoint), ConcurrentStack<Idle>>(key, stack));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stack in _idle.Values)
        {
            while (stack.TryPop(out var idle)) await idle.Connection.DisposeAsync();
        }
    }

    private sealed record Idle(SmtpClientConnection Connection, int Mails, long Since);
}

/// <param name="Mails">Handed over on it so far.</param>
internal sealed record PooledConnection(SmtpClientConnection Connection, int Mails, bool IsReused);
