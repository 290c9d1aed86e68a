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
        await using var home = await Home.MakeAsync(engine);
        var data = home.Data;
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        var verification = Task.CompletedTask;
        var inFlight = 0;
        for (var kill = 0; kill < Kills; kill++)
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
            inFlight += journal.CutShortCount > cutBefore ? 1 : 0;
        }

        await verification;
        await using var last = await PostOffice.StartAsync(Checkout.Program, data);
        traffic.Office = last;
        var findings = await Ending.FindAsync(Checkout.Program, data, last, traffic, journal);
        Figures.Print($"kill -9 at random on {engine}: {Kills} kills, {inFlight} with work in flight; {findings}");
        findings.AssertClean();
        Assert.True(journal.Letters >= Kills && journal.Changes >= Kills, $"hardly any load: {findings}");
        Assert.True(inFlight * 10 >= Kills * 8, $"{inFlight} of {Kills} kills met work in flight");
    }
}
