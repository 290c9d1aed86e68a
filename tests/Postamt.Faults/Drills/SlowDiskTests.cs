using System.Diagnostics;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>Each forced write takes very long: mail is taken more slowly, none of it is refused, and nobody is made to wait for ever.</summary>
public sealed class SlowDiskTests
{
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(Checkout.Full ? 60 : 5);

    [Theory, Trait("drill", "8"), InlineData(300), InlineData(2000)]
    public async Task Mail_is_taken_and_delivered_at_the_pace_of_the_disk(int milliseconds)
    {
        using var data = new DataFolder();
        await Office.FoundAsync(data);
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        await using var office = await PostOffice.TryStartAsync(Checkout.Program, data, StartFault.Calls("fsync,fdatasync", $"delay_enter={milliseconds * 1000}"));
        Assert.NotNull(office);
        traffic.Office = office;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Load || journal.Letters < 10)
        {
            Assert.True(clock.Elapsed < Load * 10, $"hardly any mail is taken: {journal.Letters}\n{office.Log}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        var findings = await Ending.FindAsync(Checkout.Program, data, office, traffic, journal, new MailboxScan(journal, every: 1));
        Figures.Print($"each forced write {milliseconds} ms longer: {journal.Letters / seconds:0.0} letters/s, {journal.Deferrals} deferred; {findings}");
        findings.AssertClean();
        Assert.True(journal.Troubles == 0, $"somebody was cut off or sent away: {journal.Replies}");
    }
}
