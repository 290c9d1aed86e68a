using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>The disk refuses one forced write: nothing is answered 250 on it, the process ends itself, and the next start has all that was answered.</summary>
public sealed class DiskSyncFaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <param name="what">What is forced out: contents, the database's log, the database, the folder of the contents.</param>
    /// <param name="call">By which system call.</param>
    /// <param name="path">Of the data folder; empty for all of that call.</param>
    /// <param name="nth">Counted by thread, and past the forced writes of a start.</param>
    [Theory, Trait("drill", "5")]
    [InlineData("contents", "fdatasync", "", 5)]
    [InlineData("the log", "fsync", "postamt.db-wal", 30)]
    [InlineData("the log", "fsync", "postamt.db-wal", 43)]
    [InlineData("the database", "fsync", "postamt.db", 1)]
    public async Task A_failed_forced_write_ends_the_process_and_loses_no_answered_mail(string what, string call, string path, int nth)
    {
        using var data = new DataFolder();
        await Office.FoundAsync(data);
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        string[] filter = path.Length > 0 ? ["-P", Path.Combine(data.Path, path)] : [];
        await using (var broken = await PostOffice.TryStartAsync(Checkout.Program, data, StartFault.Calls(call, $"error=EIO:when={nth}", filter)))
        {
            Assert.NotNull(broken);
            traffic.Office = broken;
            Assert.True(await broken.EndAsync(Limit) == 1, broken.Log);
            traffic.Office = null;
        }

        await Ledger.VerifyCopyAsync(Checkout.Program, data.Copy());
        await using var office = await PostOffice.StartAsync(Checkout.Program, data);
        traffic.Office = office;
        var findings = await Ending.FindAsync(Checkout.Program, data, office, traffic, journal);
        Figures.Print($"one failed {call} of {what} (number {nth}): {findings}");
        findings.AssertClean();
        Assert.True(findings.Accepted > 0, findings.ToString());
    }

    [Fact, Trait("drill", "5")]
    public async Task A_folder_that_cannot_be_forced_out_stops_the_start_and_the_next_one_has_all()
    {
        using var data = new DataFolder();
        await Office.FoundAsync(data);
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        await using (var first = await PostOffice.StartAsync(Checkout.Program, data))
        {
            traffic.Office = first;
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            await first.KillAsync();
            traffic.Office = null;
        }

        Assert.Null(await PostOffice.TryStartAsync(Checkout.Program, data, StartFault.Calls("fsync", "error=EIO:when=1", "-P", Path.Combine(data.Path, "segments"))));
        await using var office = await PostOffice.StartAsync(Checkout.Program, data);
        traffic.Office = office;
        var findings = await Ending.FindAsync(Checkout.Program, data, office, traffic, journal);
        Figures.Print($"one failed fsync of a folder: {findings}");
        findings.AssertClean();
        Assert.True(findings.Accepted > 0, findings.ToString());
    }
}
