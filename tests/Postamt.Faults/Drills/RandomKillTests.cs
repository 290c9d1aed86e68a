using System.Security.Cryptography;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>kill -9 at random moments under load, on the same data folder again and again.</summary>
public sealed class RandomKillTests
{
    private static int Kills => Checkout.Count("POSTAMT_RANDOM_KILLS", quick: 6, full: 500);

    [Theory, Trait("drill", "2"), Trait("drill", "29"), InlineData(Home.Sqlite), InlineData(Home.Postgres)]
    public async Task Every_answered_mail_and_change_is_there_once_after_kills_at_random_moments(string engine)
    {
        var tally = new Tally($"kill -9 at random on {engine}", "kills");
        foreach (var lap in Tally.Laps(Enumerable.Range(0, Kills)))
            await KillAsync(engine, lap.Length, tally);
        tally.Close();
    }

    private static async Task KillAsync(string engine, int kills, Tally tally)
    {
        await using var home = await Home.MakeAsync(engine);
        var data = home.Data;
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        var verification = Task.CompletedTask;
        for (var kill = 0; kill < kills; kill++)
        {
            var cutBefore = journal.CutShortCount;
            await using (var office = await PostOffice.StartAsync(Checkout.Program, data))
            {
                traffic.Office = office;
                await Task.Delay(TimeSpan.FromMilliseconds(200 + RandomNumberGenerator.GetInt32(1300)), TimeProvider.System, TestContext.Current.CancellationToken);
                await verification;
                await office.KillAsync();
                traffic.Office = null;
            }

            verification = Ledger.VerifyCopyAsync(Checkout.Program, data.Copy());
            // Of a database there is no copy: it is asked before the next start changes it.
            if (home.HasServer) await verification;
            tally.Struck(journal.CutShortCount - cutBefore);
        }

        await verification;
        await using var last = await PostOffice.StartAsync(Checkout.Program, data);
        traffic.Office = last;
        tally.Lap(await Ending.FindAsync(Checkout.Program, data, last, traffic, journal), journal);
    }
}
