using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>The disk refuses one forced write: nothing is answered 250 on it, the process ends itself, and the next start has all that was answered.</summary>
public sealed class DiskSyncFaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <param name="call">Bodies are forced out by fdatasync, the database's log by fsync.</param>
    /// <param name="nth">Counted by thread, and past the forced writes of a start.</param>
    [Theory, Trait("drill", "5")]
    [InlineData("fdatasync", 20)]
    [InlineData("fsync", 40)]
    [InlineData("fsync", 53)]
    public async Task A_failed_forced_write_ends_the_process_and_loses_no_answered_mail(string call, int nth)
    {
        var strace = BoundedProgram.Find("strace");
        Assert.SkipWhen(strace is null, "strace is not installed");
        using var data = new DataFolder();
        await PostOffice.FoundAsync(Checkout.Program, data);
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        string[] inject = ["-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:error=EIO:when={nth}"];
        await using (var broken = await PostOffice.TryStartAsync(Checkout.Program, data, null, [strace!, .. inject]))
        {
            traffic.Server = broken!["smtp"];
            Assert.True(await broken.EndAsync(Limit) == 1, broken.Log);
            traffic.Server = null;
        }

        await Ledger.VerifyCopyAsync(Checkout.Program, data.Copy());
        await using var office = await PostOffice.StartAsync(Checkout.Program, data);
        traffic.Server = office["smtp"];
        var findings = await Ending.FindAsync(Checkout.Program, data, office, traffic, journal);
        findings.AssertClean();
        Assert.True(findings.Accepted > 0, findings.ToString());
    }
}
