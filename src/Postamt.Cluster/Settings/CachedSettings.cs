using Postamt.Cluster.Caching;
using Postamt.Cluster.Identity;

namespace Postamt.Cluster.Settings;

/// <summary>
/// Settings as every part reads them: a value is at most a second old, a value written through this object is seen at once. A fault of
/// the database is not remembered and reaches the caller.
/// </summary>
public sealed class CachedSettings(ISettings inner, TimeProvider time) : ISettings
{
    /// <summary>How old a value may be (DESIGN 5: effective on all nodes within a second).</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    // A value may be 64 KiB; settings in use are a few dozen a company.
    private const int Capacity = 20_000;

    private readonly BoundedCache<(string Name, CompanyId Company), string?> _values = new(Capacity, MaxAge, time);

    public async ValueTask<string?> ReadAsync(string name, CompanyId company, CancellationToken cancellationToken)
    {
        if (_values.TryGet((name, company), out var known)) return known;
        var generation = _values.Generation;
        var value = await inner.ReadAsync(name, company, cancellationToken);
        _values.Set((name, company), value, generation);
        return value;
    }

    public async ValueTask WriteAsync(string name, CompanyId company, string? value, Actor actor, CancellationToken cancellationToken)
    {
        try
        {
            await inner.WriteAsync(name, company, value, actor, cancellationToken);
        }
        finally
        {
            // An installation's value shows through in every company without one of its own; after a fault nobody knows what holds.
            _values.Clear();
        }
    }

    public ValueTask<IReadOnlyList<SettingRow>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);
}
