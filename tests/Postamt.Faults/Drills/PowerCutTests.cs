using System.Security.Cryptography;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>
/// The power fails under load: what the kernel had not yet written is gone. The data folder lies on a file system of its own, which is
/// stopped, mounted again as a start of the machine does, and compared after each cut, every mail in full. POSTAMT_POWER_CUTS=n says how often.
/// </summary>
public sealed class PowerCutTests
{
    private const int Mebibytes = 512;

    private static int Cuts => Checkout.Count("POSTAMT_POWER_CUTS", quick: 6, full: 1000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("drill", "3")]
    public async Task Every_answered_mail_and_change_is_there_once_after_power_cuts_at_random_moments()
    {
        var tally = new Tally("power cuts", "cuts");
        foreach (var lap in Tally.Laps(Enumerable.Range(0, Cuts)))
            await CutAsync(lap.Length, tally);
        tally.Close();
    }

    private static async Task CutAsync(int cuts, Tally tally)
    {
        await using var disk = await LoopDisk.MakeAsync(Mebibytes);
        var data = DataFolder.On(disk);
        await Office.FoundAsync(data);
        await disk.SettleAsync();
        var journal = new Journal();
        var scan = new MailboxScan(journal, every: 1);
        await using var traffic = new Traffic(journal);
        for (var cut = 0; cut < cuts; cut++)
        {
            var cutBefore = journal.CutShortCount;
            await using (var office = await PostOffice.StartAsync(Checkout.Program, data))
            {
                // First what the cut before left, alone; then the load.
                if (cut > 0) (await CompareAsync(office, data, scan)).AssertNothingWrong();
                traffic.Office = office;
                await Task.Delay(TimeSpan.FromMilliseconds(150 + RandomNumberGenerator.GetInt32(650)), TimeProvider.System, Token);
                // A machine without power answers nobody. A forced write that is under way while the file system stops can come back as done.
                office.Freeze();
                disk.CutPower();
                await office.KillAsync();
                traffic.Office = null;
            }

            tally.Struck(journal.CutShortCount - cutBefore);
            await disk.RestartAsync();
            using var copy = data.Copy();
            Integrity.Check(copy);
        }

        await using var last = await PostOffice.StartAsync(Checkout.Program, data);
        (await CompareAsync(last, data, scan)).AssertNothingWrong();
        traffic.Office = last;
        tally.Lap(await Ending.FindAsync(Checkout.Program, data, last, traffic, journal, new MailboxScan(journal, every: 1)), journal);
    }

    /// <summary>The failing control: a disk that forgets is noticed.</summary>
    [Fact, Trait("drill", "3")]
    public async Task With_forced_writes_left_out_the_same_cut_loses_answered_mail()
    {
        await using var disk = await LoopDisk.MakeAsync(Mebibytes);
        var data = DataFolder.On(disk);
        await Office.FoundAsync(data);
        await disk.SettleAsync();
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        await using (var office = await PostOffice.TryStartAsync(Checkout.Program, data, StartFault.Calls("fsync,fdatasync", "retval=0")))
        {
            Assert.NotNull(office);
            traffic.Office = office;
            while (journal.Letters < 50)
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
            disk.CutPower();
            await office.KillAsync();
            traffic.Office = null;
        }

        await disk.RestartAsync();
        await using var last = await PostOffice.StartAsync(Checkout.Program, data);
        var findings = await CompareAsync(last, data, new MailboxScan(journal, every: 1));
        Figures.Print($"control without forced writes: 1 cut; {findings.Lost.Count} lost of {findings.Accepted + findings.Relayed + findings.Changes}");
        Assert.NotEmpty(findings.Lost);
    }

    private static async Task<Findings> CompareAsync(PostOffice office, DataFolder data, MailboxScan scan)
    {
        await Ending.EmptyAsync(Checkout.Program, data, office);
        return await scan.CompareAsync(office);
    }
}
