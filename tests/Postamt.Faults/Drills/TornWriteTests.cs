using System.Security.Cryptography;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>What was not forced out when the process ended is on the disk in parts: the parts are recognised and cut off, and nothing answered is lost.</summary>
public sealed class TornWriteTests
{
    private static int Tears => Checkout.Count("POSTAMT_TORN_WRITES", quick: 6, full: 200);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("drill", "4")]
    public async Task Every_answered_mail_and_change_is_there_once_though_the_last_writes_are_torn()
    {
        var tally = new Tally("torn writes", "ends");
        var pages = 0;
        foreach (var lap in Tally.Laps(Enumerable.Range(0, Tears)))
            pages += await TearAsync(lap.Length, tally);
        tally.Close();
        Figures.Print($"torn writes: {pages} pages of the database torn");
        Assert.True(pages > 10 * Tears, $"{pages} pages torn");
    }

    /// <summary>The failing control: the same tear without the log, from which the pages would be made whole.</summary>
    [Fact, Trait("drill", "4")]
    public async Task Torn_pages_that_no_log_has_are_noticed()
    {
        using var data = new DataFolder();
        await Office.FoundAsync(data);
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        await using (var office = await PostOffice.StartAsync(Checkout.Program, data))
        {
            traffic.Office = office;
            while (journal.Letters < 50)
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
            await office.KillAsync();
            traffic.Office = null;
        }

        Assert.True(TornTails.Tear(data) > 0);
        using var whole = data.Copy();
        Integrity.Check(whole);
        File.Delete(Path.Combine(data.Path, "postamt.db-wal"));
        using var torn = data.Copy();
        Assert.ThrowsAny<Exception>(() => Integrity.Check(torn));
    }

    private static async Task<int> TearAsync(int ends, Tally tally)
    {
        using var data = new DataFolder();
        await Office.FoundAsync(data);
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        var pages = 0;
        for (var end = 0; end < ends; end++)
        {
            var cutBefore = journal.CutShortCount;
            await using (var office = await PostOffice.StartAsync(Checkout.Program, data))
            {
                traffic.Office = office;
                await Task.Delay(TimeSpan.FromMilliseconds(200 + RandomNumberGenerator.GetInt32(800)), TimeProvider.System, Token);
                await office.KillAsync();
                traffic.Office = null;
            }

            tally.Struck(journal.CutShortCount - cutBefore);
            pages += TornTails.Tear(data);
            using var copy = data.Copy();
            Integrity.Check(copy);
        }

        await using var last = await PostOffice.StartAsync(Checkout.Program, data);
        traffic.Office = last;
        tally.Lap(await Ending.FindAsync(Checkout.Program, data, last, traffic, journal, new MailboxScan(journal, every: 1)), journal);
        return pages;
    }
}
