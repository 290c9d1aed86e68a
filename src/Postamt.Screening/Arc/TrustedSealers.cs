using System.Text.Json;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;

namespace Postamt.Screening.Arc;

/// <summary>Whose word about what they received counts here (RFC 8617 7.2): the setting <c>screening.trusted-sealers</c>, a list of domains; empty unless it is set.</summary>
public sealed class TrustedSealers(ISettings settings)
{
    public const string SettingName = "screening.trusted-sealers";

    /// <summary>A chain is as good as the least of those who made it.</summary>
    public async ValueTask<bool> IncludeAllAsync(IReadOnlyList<string> sealers, CancellationToken cancellationToken)
    {
        if (await settings.ReadAsync(SettingName, CompanyId.Installation, cancellationToken) is not { } text) return false;
        var trusted = (JsonSerializer.Deserialize<string[]>(text) ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return sealers.Count > 0 && sealers.All(trusted.Contains);
    }
}
