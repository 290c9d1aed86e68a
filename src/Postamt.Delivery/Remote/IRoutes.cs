using System.Text.Json;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;

namespace Postamt.Delivery.Remote;

/// <summary>Smart-host routes.</summary>
public interface IRoutes
{
    ValueTask<Route?> FindAsync(string domain, CancellationToken cancellationToken);
}

/// <summary>Routes from the setting <c>delivery.routes</c>; the first that covers the domain counts.</summary>
public sealed class SettingRoutes(ISettings settings) : IRoutes
{
    public const string SettingName = "delivery.routes";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async ValueTask<Route?> FindAsync(string domain, CancellationToken cancellationToken)
    {
        var text = await settings.ReadAsync(SettingName, CompanyId.Installation, cancellationToken);
        if (text is null) return null;
        var routes = JsonSerializer.Deserialize<Route[]>(text, Json) ?? [];
        return routes.FirstOrDefault(route => route.Covers(domain));
    }
}
