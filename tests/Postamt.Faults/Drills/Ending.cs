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

    /// <param name="scan">Where some was read before; null to read a part of the mails.</param>
    /// <param name="hurry">What a fault of ours put off is not waited for: somebody has it tried again now.</param>
    public static async Task<Findings> FindAsync(string program, DataFolder data, IDoors office, Traffic traffic, Journal journal, MailboxScan? scan = null, bool hurry = false)
    {
        await traffic.DrainAsync();
        await EmptyAsync(program, data, office, hurry);
        var findings = await (scan ?? new MailboxScan(journal, 10)).CompareAsync(office);
        TestContext.Current.SendDiagnosticMessage("{0}; {1} cut short; other replies: {2}", findings, journal.CutShortCount, journal.Replies);
        Assert.True(journal.Refusals == 0, $"a fault of ours was answered for good: {journal.Replies}");
        return findings;
    }

    /// <summary>Nobody's mail is under way any more, and the ledger holds.</summary>
    /// <param name="hurry">As above.</param>
    public static async Task EmptyAsync(string program, DataFolder data, IDoors office, bool hurry = false)
    {
        var clock = Stopwatch.StartNew();
        while (await Ledger.VerifyAsync(program, data) is var live and > 0)
        {
            if (clock.Elapsed > QueueLimit) Assert.Fail($"{live} recipients are still under way\n{await QueueVerbs.ListAsync(program, data)}\n{office.Log}");
            if (hurry) await QueueVerbs.RetryAllAsync(program, data);
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
