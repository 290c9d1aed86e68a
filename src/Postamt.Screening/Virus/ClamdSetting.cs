using System.Text.Json;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;

namespace Postamt.Screening.Virus;

/// <summary>The scanners of the setting <c>screening.clamd</c>, a list as in <c>["unix:/run/clamav/clamd.ctl","tcp:10.0.0.5:3310"]</c>.</summary>
public sealed class ClamdSetting(ISettings settings, TimeProvider time, ILogger<Clamd> logger)
{
    public const string SettingName = "screening.clamd";

    private Made? _made;

    /// <returns>Null where none is set.</returns>
    /// <exception cref="IOException">The setting cannot be read now, or is none.</exception>
    public async ValueTask<IScanner?> ScannerAsync(CancellationToken cancellationToken)
    {
        if (await settings.ReadAsync(SettingName, CompanyId.Installation, cancellationToken) is not { } text) return null;
        if (Volatile.Read(ref _made) is { } made && made.Text == text) return made.Scanner;
        if (Read(text) is not { Count: > 0 } addresses) throw new IOException($"the setting {SettingName} is not a list of scanners");
        var scanner = new Clamd(addresses, new ClamdLimits(), time, logger);
        Volatile.Write(ref _made, new Made(text, scanner));
        return scanner;
    }

    /// <returns>Null where it is no such list.</returns>
    public static IReadOnlyList<ClamdAddress>? Read(string text)
    {
        try
        {
            var addresses = new List<ClamdAddress>();
            foreach (var each in JsonSerializer.Deserialize<string[]>(text) ?? [])
            {
                if (each is null || !ClamdAddress.TryParse(each, out var address)) return null;
                addresses.Add(address);
            }
            return addresses;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Made(string Text, Clamd Scanner);
}
