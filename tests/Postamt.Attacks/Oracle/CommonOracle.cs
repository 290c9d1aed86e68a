using System.Diagnostics;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Oracle;

/// <summary>
/// What docs/threats.md asks for after every attack, in one place: the process lives, rests and has not grown; the next mail goes through
/// and is read; the ledger holds; nothing left the house that was not meant to; the log is clean.
/// </summary>
internal static class CommonOracle
{
    private static readonly TimeSpan QueueLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LogLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Plays an attack and judges it; the test fails with all that was found.</summary>
    public static async Task AttackAsync(this PostOffice office, Func<Play, Task> attack, Bounds? bounds = null) =>
        Report(await FindingsAsync(office.House, attack, bounds ?? new Bounds()));

    public static async Task<IReadOnlyList<string>> FindingsAsync(House house, Func<Play, Task> attack, Bounds bounds)
    {
        var watch = new ProcessWatch(house.Process.Id);
        var (line, sent) = (house.Process.LogCount, house.Sent);
        var play = new Play(house);
        var failed = await Record.ExceptionAsync(() => attack(play));
        List<string> findings = failed is null ? [] : [failed.ToString()];
        findings.AddRange(play.Findings);
        findings.AddRange(await JudgeAsync(house, watch, bounds, line, play.Secrets));
        if (house.Sent - sent != play.Outgoing)
            findings.Add($"{house.Sent - sent} mails left the house, {play.Outgoing} were meant to");
        return findings;
    }

    private static async Task<IReadOnlyList<string>> JudgeAsync(House house, ProcessWatch watch, Bounds bounds, int line, List<string> secrets)
    {
        var next = new NextMail(house);
        List<string> findings = [.. await next.FindingsAsync()];
        if (!house.Process.HasExited)
        {
            var books = new Books(house);
            await DrainedAsync(books, findings);
            findings.AddRange(await books.FindingsAsync());
        }

        findings.AddRange(await watch.FindingsAsync(bounds));
        // The log is written in order: with the next mail's line in it, everything the attack caused is there.
        if (next.AcceptId.Length > 0)
            await house.Process.LogLineAsync(entry => entry.Contains(next.AcceptId, StringComparison.Ordinal), LogLimit, TestContext.Current.CancellationToken);
        findings.AddRange(LogLines.Findings(house.Process.LogFrom(line), [.. house.Secrets, .. secrets]));
        return findings;
    }

    private static async Task DrainedAsync(Books books, List<string> findings)
    {
        var clock = Stopwatch.StartNew();
        while (await books.QueueAsync() is { Count: > 0 } waiting)
        {
            if (clock.Elapsed > QueueLimit)
            {
                findings.Add($"{waiting.Count} recipients still wait in the queue");
                return;
            }

            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static void Report(IReadOnlyList<string> findings) =>
        Assert.True(findings.Count == 0, $"{findings.Count} findings:\n{string.Join('\n', findings.Take(30))}");
}
