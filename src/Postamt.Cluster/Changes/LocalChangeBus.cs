using System.Collections.Concurrent;
using System.Collections.Immutable;
using Postamt.Cluster.Identity;

namespace Postamt.Cluster.Changes;

/// <summary>The change bus inside one process.</summary>
public sealed class LocalChangeBus : IChangeBus
{
    private readonly ConcurrentDictionary<AccountId, ImmutableArray<Action<AccountChange>>> _listeners = new();
    private ImmutableArray<Action<AccountChange>> _all = [];

    public void Publish(AccountChange change)
    {
        if (_listeners.TryGetValue(change.Account, out var listeners))
        {
            foreach (var listener in listeners) listener(change);
        }
        foreach (var listener in _all) listener(change);
    }

    public IDisposable Subscribe(AccountId account, Action<AccountChange> listener)
    {
        _listeners.AddOrUpdate(account, _ => [listener], (_, current) => current.Add(listener));
        return new Subscription(() => Remove(account, listener));
    }

    public IDisposable SubscribeAll(Action<AccountChange> listener)
    {
        ImmutableInterlocked.Update(ref _all, current => current.Add(listener));
        return new Subscription(() => ImmutableInterlocked.Update(ref _all, current => current.Remove(listener)));
    }

    private void Remove(AccountId account, Action<AccountChange> listener)
    {
        while (_listeners.TryGetValue(account, out var current))
        {
            var rest = current.Remove(listener);
            var pair = new KeyValuePair<AccountId, ImmutableArray<Action<AccountChange>>>(account, current);
            if (rest.IsEmpty ? _listeners.TryRemove(pair) : _listeners.TryUpdate(account, rest, current)) return;
        }
    }

    private sealed class Subscription(Action remove) : IDisposable
    {
        private Action? _remove = remove;

        public void Dispose() => Interlocked.Exchange(ref _remove, null)?.Invoke();
    }
}
