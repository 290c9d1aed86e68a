using System.Diagnostics;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>The end of every drill: the senders come to rest, the queue runs empty, the ledger holds, the mailboxes are compared.</summary>
internal static class Ending
{
    private static readonly TimeSpan QueueLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static async Task<Findings> FindAsync(string program, DataFolder data, PostOffice office, Traffic traffic, Journal journal)
    {
        await traffic.DrainAsync();
        var clock = Stopwatch.StartNew();
        while (await Ledger.VerifyAsync(program, data.Path) is var live and > 0)
        {
            Assert.True(clock.Elapsed < QueueLimit, $"{live} recipients are still under way\n{office.Log}");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        var findings = await MailboxScan.CompareAsync(office, journal);
        TestContext.Current.SendDiagnosticMessage("{0}; {1} cut short; other replies: {2}", findings, journal.CutShortCount, journal.Replies);
        Assert.True(journal.Refusals == 0, $"a fault of ours was answered for good: {journal.Replies}");
        return findings;
    }
}
