using System.Text.Json;
using Postamt.Faults.Running;

namespace Postamt.Faults.Drills;

/// <summary>The drills an operator runs on a running installation, on three machines, and their reports.</summary>
public sealed class DrillTests(ClusterHouse house) : IClassFixture<ClusterHouse>
{
    internal const string OfPlacement = "placement";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    /// <summary>All of them in full; in short one of each kind: a process, and something a node pretends.</summary>
    public static TheoryData<string> Drills => Checkout.Full
        ? ["kill-node", "freeze-node", "database-failover", "database-partition", "disk-full", "dns-down", "certificate-swap"]
        : ["kill-node", "certificate-swap"];

    [Theory, MemberData(nameof(Drills))]
    public async Task A_drill_passes_and_says_so_three_times(string name)
    {
        var cluster = await house.ClusterAsync();
        await cluster.WholeAsync();
        var reports = Directory.CreateTempSubdirectory("postamt-drill-").FullName;
        var (exitCode, report) = await RunAsync(Checkout.Program, cluster, name, reports);
        Assert.True(exitCode == 0 && report.GetProperty("passed").GetBoolean(), $"{report}\n{cluster.Log}");
        Assert.Equal(0, report.GetProperty("lost").GetInt32());
        Assert.True(report.GetProperty("accepted").GetInt32() > 50);
        foreach (var ending in new[] { "txt", "html" })
            Assert.Contains(report.GetProperty("verdict").GetString()!, await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(reports, $"*-{name}.{ending}")), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(reports, $"*-{name}.json"));
        Directory.Delete(reports, recursive: true);
        Figures.Print($"drill {name}: {report.GetProperty("accepted").GetInt32()} accepted, 0 lost, {report.GetProperty("putOff").GetInt32()} put off, {report.GetProperty("delayed").GetInt32()} delayed, "
            + $"longest delay {report.GetProperty("longestDelaySeconds").GetDouble():0.0} s, longest pause {report.GetProperty("longestPauseSeconds").GetDouble():0.0} s");
    }

    /// <summary>The failing control: a program that loses mail is found out.</summary>
    [Fact]
    public async Task With_a_bug_that_loses_mail_the_report_says_so()
    {
        var program = await FailpointBuild.ProgramAsync();
        await using var cluster = await ClusterOffice.StartAsync(program, OfPlacement);
        var reports = Directory.CreateTempSubdirectory("postamt-drill-").FullName;
        var (exitCode, report) = await RunAsync(program, cluster, "kill-node", reports);
        Assert.Equal(1, exitCode);
        Assert.False(report.GetProperty("passed").GetBoolean());
        var lost = report.GetProperty("lost").GetInt32();
        Assert.True(lost > 0, $"{report}");
        Assert.Equal($"FAILED: {lost} accepted mails are lost", report.GetProperty("verdict").GetString());
        Directory.Delete(reports, recursive: true);
        Figures.Print($"control without {OfPlacement}: the drill says \"{report.GetProperty("verdict").GetString()}\" of {report.GetProperty("accepted").GetInt32()}");
    }

    private static async Task<(int ExitCode, JsonElement Report)> RunAsync(string program, ClusterOffice cluster, string name, string reports)
    {
        var (exitCode, output, error) = await BoundedProgram.RunAsync("dotnet", [program, "drill", "run", name, "--data", cluster.Data.Path, "--report", reports, "--json"], Limit);
        Assert.True(output.Length > 0, error + cluster.Log);
        using var json = JsonDocument.Parse(output);
        return (exitCode, json.RootElement.Clone());
    }
}
