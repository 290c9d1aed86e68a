using System.Diagnostics;

namespace Postamt.Sql.Tests;

/// <summary>The measurement of large installations still runs, on a small one.</summary>
public sealed class DataBenchTests
{
    private static string Program
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            var built = Path.Combine("bin", folder.Parent!.Name, folder.Name, "Postamt.Load.dll");
            while (!File.Exists(Path.Combine(folder.FullName, "Postamt.slnx"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("no Postamt.slnx above " + AppContext.BaseDirectory);
            return Path.Combine(folder.FullName, "bench", "Postamt.Load", built);
        }
    }

    [Fact]
    public async Task A_small_installation_is_made_and_measured()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program, "data", "--no-peer", "--accounts", "5", "--mailbox", "2500", "--boxes", "5", "--queue", "2000"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var page = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        foreach (var measure in new[] { "SELECT cold ms", "STATUS of all mailboxes ms", "flag of all ms", "expunge of half ms", "start to the first accept ms", "others relayed beside the dead domain" })
            Assert.Contains($"| {measure}", await page, StringComparison.Ordinal);
    }
}
