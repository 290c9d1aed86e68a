using Microsoft.Extensions.Time.Testing;
using Postamt.Cluster.Caching;

namespace Postamt.Cluster.Tests.Caching;

public sealed class BoundedCacheTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_value_is_forgotten_at_its_age()
    {
        var cache = new BoundedCache<int, string>(10, TimeSpan.FromSeconds(30), _time);
        cache.Set(1, "one");
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.True(cache.TryGet(1, out var value));
        Assert.Equal("one", value);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(cache.TryGet(1, out _));
    }

    [Fact]
    public void It_never_holds_more_than_twice_its_capacity_and_keeps_what_is_used()
    {
        var cache = new BoundedCache<int, string>(10, TimeSpan.FromHours(1), _time);
        cache.Set(0, "used");
        for (var i = 1; i < 1000; i++)
        {
            cache.Set(i, "x");
            Assert.True(cache.TryGet(0, out _));
            Assert.InRange(cache.Count, 1, 20);
        }
        Assert.False(cache.TryGet(1, out _));
    }

    [Fact]
    public void A_value_read_before_a_clearing_is_not_kept_after_it()
    {
        var cache = new BoundedCache<int, string>(10, TimeSpan.FromHours(1), _time);
        var generation = cache.Generation;
        cache.Clear();
        cache.Set(1, "stale", generation);
        Assert.False(cache.TryGet(1, out _));
        generation = cache.Generation;
        cache.RemoveWhere(static value => value == "other");
        cache.Set(1, "stale", generation);
        Assert.False(cache.TryGet(1, out _));
    }

    [Fact]
    public void Values_are_removed_by_key_and_by_what_they_are()
    {
        var cache = new BoundedCache<int, string>(2, TimeSpan.FromHours(1), _time);
        for (var i = 0; i < 4; i++) cache.Set(i, i % 2 == 0 ? "even" : "odd");
        cache.RemoveWhere(static value => value == "odd");
        Assert.Equal([true, false, true, false], Enumerable.Range(0, 4).Select(i => cache.TryGet(i, out _)));
        cache.Remove(0);
        Assert.False(cache.TryGet(0, out _));
    }
}
