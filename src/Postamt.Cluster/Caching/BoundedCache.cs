using System.Diagnostics.CodeAnalysis;

namespace Postamt.Cluster.Caching;

/// <summary>
/// Remembers at most 2 × <c>capacity</c> values for at most <c>age</c>. Two halves: a full young half becomes the old one, and what is
/// read from the old half moves back into the young one, so values in use stay and the cost of forgetting is constant.
/// </summary>
/// <remarks>
/// A value that was read before <see cref="Clear"/> and arrives after it is not kept: whoever fills the cache takes <see cref="Generation"/>
/// before reading and hands it over with the value.
/// </remarks>
public sealed class BoundedCache<TKey, TValue>(int capacity, TimeSpan age, TimeProvider time)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly int _capacity = capacity > 0 ? capacity : throw new ArgumentOutOfRangeException(nameof(capacity));
    private Dictionary<TKey, Kept> _young = [];
    private Dictionary<TKey, Kept> _old = [];
    private long _generation;

    /// <summary>Grows whenever something is forgotten on purpose.</summary>
    public long Generation
    {
        get
        {
            lock (_gate) return _generation;
        }
    }

    public int Count
    {
        get
        {
            lock (_gate) return _young.Count + _old.Count;
        }
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_gate)
        {
            if (!_young.TryGetValue(key, out var kept))
            {
                if (_old.Remove(key, out kept)) Keep(key, kept);
            }
            if (kept is not null && time.GetElapsedTime(kept.Since) < age)
            {
                value = kept.Value;
                return true;
            }
            _young.Remove(key);
            value = default;
            return false;
        }
    }

    /// <summary>Keeps a value unless something was forgotten since <paramref name="generation"/> was read.</summary>
    public void Set(TKey key, TValue value, long generation)
    {
        lock (_gate)
        {
            if (generation != _generation) return;
            _old.Remove(key);
            Keep(key, new Kept(value, time.GetTimestamp()));
        }
    }

    /// <summary>Keeps a value that is right whatever happened before.</summary>
    public void Set(TKey key, TValue value) => Set(key, value, Generation);

    public void Remove(TKey key)
    {
        lock (_gate)
        {
            _generation++;
            _young.Remove(key);
            _old.Remove(key);
        }
    }

    /// <summary>Forgets every value the predicate names; walks the whole cache.</summary>
    public void RemoveWhere(Func<TValue, bool> predicate)
    {
        lock (_gate)
        {
            _generation++;
            foreach (var half in new[] { _young, _old })
            {
                foreach (var key in half.Where(pair => predicate(pair.Value.Value)).Select(pair => pair.Key).ToList()) half.Remove(key);
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _generation++;
            _young = [];
            _old = [];
        }
    }

    private void Keep(TKey key, Kept kept)
    {
        if (_young.Count >= _capacity && !_young.ContainsKey(key))
        {
            _old = _young;
            _young = [];
        }
        _young[key] = kept;
    }

    private sealed record Kept(TValue Value, long Since);
}
