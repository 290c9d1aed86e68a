using Microsoft.Extensions.Time.Testing;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;
using Postamt.Ram.Cluster;
using Postamt.Ram.Directory;

namespace Postamt.Cluster.Tests.Settings;

public sealed class CachedSettingsTests : IDisposable
{
    private static readonly Actor Somebody = Actor.Operator("root");

    private readonly FakeTimeProvider _time = new();
    private readonly RamDirectory _audit;
    private readonly RamSettings _rows;
    private readonly CachedSettings _settings;

    public CachedSettingsTests()
    {
        _audit = new RamDirectory(_time);
        _rows = new RamSettings(_time, _audit);
        _settings = new CachedSettings(_rows, _time);
    }

    public void Dispose() => _audit.Dispose();

    [Fact]
    public async Task Another_nodes_change_is_seen_within_a_second()
    {
        Assert.Null(await ReadAsync());
        await _rows.WriteAsync("a.b", CompanyId.Installation, "1", Somebody, default);
        Assert.Null(await ReadAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("1", await ReadAsync());
    }

    [Fact]
    public async Task A_change_made_here_is_seen_at_once_in_every_company()
    {
        Assert.Null(await ReadAsync());
        await _settings.WriteAsync("a.b", CompanyId.Installation, "1", Somebody, default);
        Assert.Equal("1", await ReadAsync());
    }

    [Fact]
    public async Task A_fault_reaches_the_caller_and_is_not_remembered()
    {
        _rows.IsBroken = true;
        await Assert.ThrowsAsync<IOException>(async () => await ReadAsync());
        _rows.IsBroken = false;
        Assert.Null(await ReadAsync());
    }

    private ValueTask<string?> ReadAsync() => _settings.ReadAsync("a.b", new CompanyId(7), CancellationToken.None);
}
