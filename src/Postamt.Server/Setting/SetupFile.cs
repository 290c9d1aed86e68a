using System.Text.Json;
using Postamt.Server.Options;

namespace Postamt.Server.Setting;

/// <summary>The start options that setup was given, kept as <c>postamt.json</c> in the data folder, so that serve and the verbs know them.</summary>
internal static class SetupFile
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    internal static string PathIn(string data) => Path.Combine(data, "postamt.json");

    /// <summary>True when there is such a file already, which stays as it is.</summary>
    internal static bool Write(StartOptions options)
    {
        var path = PathIn(options.Data);
        if (File.Exists(path)) return true;
        var kept = new Dictionary<string, object> { ["hostname"] = options.HostName };
        string[] moved = [.. options.Listen.Where(listening => !Listening.Standard.Contains(listening)).Select(listening => $"{listening.Name}={listening.EndPoint?.ToString() ?? "off"}")];
        if (moved.Length > 0) kept["listen"] = moved;
        if (options.Certificate is { } certificate)
        {
            kept["certificate"] = Path.GetFullPath(certificate);
            kept["certificate-key"] = Path.GetFullPath(options.CertificateKey!);
        }
        if (options.SecretKeyFile is { } key) kept["secret-key"] = Path.GetFullPath(key);
        if (options.ContentKeyFile is { } contentKey) kept["content-key"] = Path.GetFullPath(contentKey);
        if (options.Database is { } database)
        {
            kept["database"] = database;
            kept["copies"] = options.Copies;
        }
        if (options.Node != new StartOptions().Node) kept["node"] = options.Node;
        if (options.Roles != NodeRoles.All) kept["roles"] = options.RolesText;
        if (options.TrustedProxies.Count > 0) kept["trusted-proxies"] = string.Join(',', options.TrustedProxies);
        if (options.MetricsFrom.Count > 0) kept["metrics-from"] = string.Join(',', options.MetricsFrom);
        if (options.DnsServers.Count > 0) kept["dns"] = string.Join(',', options.DnsServers);
        if (options.PrivateNetworks) kept["private-networks"] = "true";
        if (options.Scram) kept["scram"] = "true";
        // The connection string may hold a password.
        var creating = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) creating.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, creating);
        file.Write(JsonSerializer.Serialize(kept, Json) + "\n");
        return false;
    }
}
