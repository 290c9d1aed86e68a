using System.Net.Sockets;
using System.Text.Json;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>One machine alone is updated while senders come.</summary>
public sealed class UpdateTests
{
    private const int Connections = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("drill", "39")]
    public async Task Nobody_who_connects_meanwhile_is_refused()
    {
        await using var office = await SupervisedOffice.StartAsync();
        var before = Assert.Single(office.Servers);
        var next = await Versions.NextAsync();
        var connecting = ConnectAsync(office);
        var certificate = await UpdateAsync(office, next);
        Assert.True(certificate.GetProperty("isDone").GetBoolean(), $"{certificate}\n{office.Log}");
        Assert.Equal(0, certificate.GetProperty("probesUnserved").GetInt32());
        Assert.Empty(await connecting);
        Assert.NotEqual(before, Assert.Single(office.Servers));
        Figures.Print($"one machine updated: {Connections} connections, 0 refused; a greeting took {certificate.GetProperty("longestPause").GetDouble():0.0} s at most");
        Assert.Equal(0, await office.StopAsync());
    }

    [Fact]
    public async Task A_version_comes_as_a_package_and_a_package_that_is_none_changes_nothing()
    {
        await using var office = await SupervisedOffice.StartAsync();
        var folder = Directory.CreateTempSubdirectory("postamt-package-").FullName;
        var package = Path.Combine(folder, "postamt.tar.gz");
        await File.WriteAllTextAsync(package, "this is no package", Token);
        var (exitCode, _, error) = await office.SayAsync("cluster", "update", "--to", package, "--json");
        Assert.Equal(1, exitCode);
        Assert.Contains("cannot be unpacked", error, StringComparison.Ordinal);
        var packing = await BoundedProgram.RunAsync("tar", ["czf", package, "-C", await Versions.NextAsync(), "."], TimeSpan.FromMinutes(2));
        Assert.True(packing.ExitCode == 0, packing.Error);
        Assert.True((await UpdateAsync(office, package)).GetProperty("isDone").GetBoolean(), office.Log);
        Assert.True((await UpdateAsync(office, Versions.Built)).GetProperty("isDone").GetBoolean(), office.Log);
        Directory.Delete(folder, recursive: true);
    }

    [Theory, InlineData("does not start"), InlineData("does not serve")]
    public async Task A_version_that_does_not_work_is_taken_back(string fault)
    {
        await using var office = await SupervisedOffice.StartAsync();
        var bad = fault == "does not start" ? await Versions.ThatDoesNotStartAsync() : await Versions.ThatDoesNotServeAsync();
        var connecting = ConnectAsync(office);
        var certificate = await UpdateAsync(office, bad);
        Assert.False(certificate.GetProperty("isDone").GetBoolean());
        Assert.Contains("before it served", certificate.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Empty(await connecting);
        await office.ReadyAsync();
        Assert.Contains("taken back", office.Log, StringComparison.Ordinal);
        var next = await UpdateAsync(office, await Versions.NextAsync());
        Assert.True(next.GetProperty("isDone").GetBoolean(), $"{next}\n{office.Log}");
    }

    [Fact]
    public async Task A_server_that_is_killed_comes_back_and_refuses_nobody()
    {
        await using var office = await SupervisedOffice.StartAsync();
        Machine.KillAll(office.Servers);
        using var line = await SmtpLine.OpenAsync(office.Smtp, Token);
        Assert.Equal(221, await line.AskAsync("QUIT", Token));
    }

    private static async Task<JsonElement> UpdateAsync(SupervisedOffice office, string version)
    {
        var (_, output, error) = await office.SayAsync("cluster", "update", "--to", version, "--json");
        Assert.True(output.Length > 0, error + office.Log);
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }

    /// <summary>One after the other, without waiting for each; what went wrong.</summary>
    private static async Task<IReadOnlyList<string>> ConnectAsync(SupervisedOffice office)
    {
        var all = new List<Task<string?>>();
        for (var i = 0; i < Connections; i++)
        {
            all.Add(GreetAsync(office));
            await Task.Delay(Pause, TimeProvider.System, Token);
        }

        return [.. (await Task.WhenAll(all)).OfType<string>()];
    }

    private static async Task<string?> GreetAsync(SupervisedOffice office)
    {
        try
        {
            using var line = await SmtpLine.OpenAsync(office.Smtp, Token);
            return await line.AskAsync("QUIT", Token) == 221 ? null : "no 221";
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            return refused.Message;
        }
    }
}
