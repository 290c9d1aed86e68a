using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Oracle;

/// <summary>The oracle is tried on things that are wrong: a part of it that finds nothing there would find nothing anywhere.</summary>
public sealed class ControlTests
{
    private const string Good = """{"Timestamp":"x","EventId":1010,"LogLevel":"Information","Category":"c","Message":"m","State":{}}""";

    [Theory]
    [InlineData("""{"EventId":1,"LogLevel":"Error","Message":"m"}""", "a fault of ours is logged")]
    [InlineData("""{"EventId":1,"LogLevel":"Critical","Message":"m"}""", "a fault of ours is logged")]
    [InlineData("""{"EventId":1,"LogLevel":"Warning","Message":"m","Exception":"System.Exception: x"}""", "an exception is logged")]
    [InlineData("Unhandled exception. System.InvalidOperationException: x", "a log line is not one JSON object")]
    [InlineData("""{"EventId":1,"LogLevel":"Information"}{"forged":1}""", "a log line is not one JSON object")]
    [InlineData("""{"forged":1}""", "a line is no entry of the log")]
    [InlineData("[1]", "a line is no entry of the log")]
    [InlineData("{\"EventId\":1,\"LogLevel\":\"Debug\",\"Message\":\"\u001b[31m\"}", "a log line holds control characters")]
    [InlineData("{\"EventId\":1,\"LogLevel\":\"Debug\",\"Message\":\"\u202egnp.exe\"}", "a log line holds control characters")]
    [InlineData("""{"EventId":1,"LogLevel":"Trace","Message":"C: AUTH PLAIN hunter2"}""", "a log line holds a secret")]
    public void A_bad_log_line_is_found(string line, string finding) =>
        Assert.Contains(LogLines.Findings([Good, line, Good], ["hunter2"]), found => found.StartsWith(finding, StringComparison.Ordinal));

    [Fact]
    public void A_good_log_line_is_none() => Assert.Empty(LogLines.Findings([Good], ["hunter2"]));

    [Fact]
    public async Task A_dead_process_is_found()
    {
        using var process = Process.Start("sleep", "60");
        var watch = new ProcessWatch(process.Id);
        Assert.Empty(await watch.FindingsAsync(new Bounds()));
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("has ended", Assert.Single(await watch.FindingsAsync(new Bounds())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_that_is_kept_is_found()
    {
        var watch = new ProcessWatch(Environment.ProcessId);
        var kept = new byte[80 << 20];
        Array.Fill(kept, (byte)1);
        var findings = await watch.FindingsAsync(new Bounds { Calm = TimeSpan.FromMilliseconds(300), Cpu = TimeSpan.FromMinutes(1) });
        GC.KeepAlive(kept);
        Assert.Contains(findings, finding => finding.StartsWith("memory has grown by", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_processor_that_does_not_rest_is_found()
    {
        var watch = new ProcessWatch(Environment.ProcessId);
        using var stop = new CancellationTokenSource();
        // More than one, so that a machine that is busy elsewhere gives them half a processor all the same.
        var busy = Task.WhenAll(Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (!stop.IsCancellationRequested)
                    Thread.SpinWait(1000);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        var findings = await watch.FindingsAsync(new Bounds { Calm = TimeSpan.FromSeconds(3), Cpu = TimeSpan.FromMinutes(1) });
        Assert.Contains("the processor does not come to rest", findings);
        var cost = await watch.FindingsAsync(new Bounds { Calm = TimeSpan.Zero, Cpu = TimeSpan.FromMilliseconds(500) });
        Assert.Contains(cost, finding => finding.Contains("s of processor time", StringComparison.Ordinal));
        await stop.CancelAsync();
        await busy;
    }

    [Fact]
    public async Task A_broken_ledger_a_mail_that_waits_and_a_server_that_is_gone_are_found()
    {
        await using var house = await House.StartAsync();
        var next = new NextMail(house);
        var books = new Books(house);
        Assert.Empty(await next.FindingsAsync());
        Assert.Empty(await books.FindingsAsync());
        await BreakAsync(house);
        Assert.Contains("ledger verify ended with 1", Assert.Single(await books.FindingsAsync()), StringComparison.Ordinal);
        await house.Process.KillAsync();
        Assert.Contains("does not go through", Assert.Single(await next.FindingsAsync()), StringComparison.Ordinal);
        var findings = await CommonOracle.FindingsAsync(house, _ => Task.CompletedTask, new Bounds());
        Assert.Contains(findings, finding => finding.Contains("does not go through", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("has ended", StringComparison.Ordinal));
    }

    private static async Task BreakAsync(House house)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(house.Data, "postamt.db")};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE ledger SET at = at + 1 WHERE seq = 1";
        Assert.True(await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken) > 0);
    }
}
