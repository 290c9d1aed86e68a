using Postamt.Cluster.Identity;

namespace Postamt.Cluster.Settings;

/// <summary>
/// Settings that live in the database and hold on all nodes within a second. Values are JSON texts under dotted lower-case
/// names; a company's value goes before the installation's.
/// </summary>
public interface ISettings
{
    /// <summary>The value in force; null when nobody set one.</summary>
    ValueTask<string?> ReadAsync(string name, CompanyId company, CancellationToken cancellationToken);

    ValueTask WriteAsync(string name, CompanyId company, string? value, Actor actor, CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<SettingRow>> ListAsync(CancellationToken cancellationToken);
}

public sealed record SettingRow(string Name, CompanyId Company, string Value, DateTimeOffset ChangedAt, string ChangedBy);
