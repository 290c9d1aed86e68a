using System.Diagnostics;
using Postamt.Operations.Drills;
using Postamt.Server.Options;

namespace Postamt.Server.Drilling;

/// <summary>Patroni makes another machine's PostgreSQL the primary.</summary>
/// <param name="configuration">Patroni's own file; null where it was not found.</param>
internal sealed class DatabaseFailover(string? configuration) : IDrill
{
    private const string Program = "/usr/bin/patronictl";

    public string Name => "database-failover";

    public string Description => "has Patroni make another machine's PostgreSQL the primary";

    public string? Obstacle => configuration is null
        ? "Patroni's configuration was not found; name it with --patroni FILE. A managed PostgreSQL is switched over by its provider's own means."
        : File.Exists(Program) ? null : $"{Program} is not installed here.";

    public async Task StrikeAsync(CancellationToken abort)
    {
        var start = new ProcessStartInfo(Program, ["-c", configuration!, "switchover", "--force"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync(abort);
        var error = process.StandardError.ReadToEndAsync(abort);
        await process.WaitForExitAsync(abort);
        if (process.ExitCode != 0) throw new OptionException($"patronictl ended with {process.ExitCode}: {(await said).Trim()} {(await error).Trim()}");
    }

    public Task HealAsync() => Task.CompletedTask;
}
