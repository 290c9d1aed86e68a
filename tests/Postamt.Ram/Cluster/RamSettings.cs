using System.Collections.Concurrent;
using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;
using Postamt.Ram.Directory;

namespace Postamt.Ram.Cluster;

public sealed class RamSettings(TimeProvider time, RamDirectory audit) : ISettings
{
    private readonly ConcurrentDictionary<(string Name, CompanyId Company), SettingRow> _rows = new();

    /// <summary>While set, every question throws.</summary>
    public bool IsBroken { get; set; }

    public ValueTask<string?> ReadAsync(string name, CompanyId company, CancellationToken cancellationToken)
    {
        if (IsBroken) throw new IOException("the database does not answer");
        return new(_rows.TryGetValue((name, company), out var own) ? own.Value : _rows.TryGetValue((name, CompanyId.Installation), out var common) ? common.Value : null);
    }

    public async ValueTask WriteAsync(string name, CompanyId company, string? value, Actor actor, CancellationToken cancellationToken)
    {
        SettingRules.Check(name, value);
        if (value is null) _rows.TryRemove((name, company), out _);
        else _rows[(name, company)] = new SettingRow(name, company, value, time.GetUtcNow(), actor.Name);
        await audit.AuditAsync(new AuditEntry(time.GetUtcNow(), company, actor, "SetSetting", name, value ?? "null"));
    }

    public ValueTask<IReadOnlyList<SettingRow>> ListAsync(CancellationToken cancellationToken) =>
        new([.. _rows.Values.OrderBy(row => row.Name, StringComparer.Ordinal).ThenBy(row => row.Company.Value)]);
}
