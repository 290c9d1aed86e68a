using Postamt.Cluster.Caching;
using Postamt.Directory.Operations;
using Postamt.Mail.Outcomes;

namespace Postamt.Directory.Lookups;

/// <summary>Answers to one kind of question: those found and those not found in caches of their own.</summary>
internal sealed class Answers<TKey, TValue>(int capacity, TimeProvider time)
    where TKey : notnull
    where TValue : class
{
    private readonly BoundedCache<TKey, TValue> _found = new(capacity, AddressBook.MaxAge, time);
    private readonly BoundedCache<TKey, bool> _notFound = new(capacity, AddressBook.MaxAge, time);

    public async ValueTask<Lookup<TValue>> FindAsync(TKey key, IDirectoryStore store, Func<IDirectoryReader, ValueTask<TValue?>> read, CancellationToken cancellationToken)
    {
        if (_found.TryGet(key, out var known)) return new Lookup<TValue>.Found(known);
        if (_notFound.TryGet(key, out _)) return new Lookup<TValue>.NotFound();
        var (found, notFound) = (_found.Generation, _notFound.Generation);
        switch (await store.ReadAsync(read, cancellationToken))
        {
            case Lookup<TValue?>.Found { Value: { } value }:
                _found.Set(key, value, found);
                return new Lookup<TValue>.Found(value);
            case Lookup<TValue?>.Unavailable fault:
                return new Lookup<TValue>.Unavailable(fault.Reason);
            case Lookup<TValue?>.Found:
                _notFound.Set(key, true, notFound);
                return new Lookup<TValue>.NotFound();
            default:
                // A store answers a read with a value, which may be null, or with a fault; anything else proves nothing.
                return new Lookup<TValue>.Unavailable("the directory gave no answer");
        }
    }

    public void Clear()
    {
        _found.Clear();
        _notFound.Clear();
    }
}
