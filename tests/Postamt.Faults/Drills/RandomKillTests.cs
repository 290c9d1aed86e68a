using System.Security.Cryptography;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>kill -9 at random moments under load, on the same data folder again and again.</summary>
public sealed class RandomKillTests
{
    private static int Kills => Checkout.Full ? 100 : 8;

    [Fact, Trait("drill", "2")]
    public async Task Every_answered_mail_is_there_once_after_kills_at_random_moments()
    {
        using var data = new DataFolder();
        await PostOffice.FoundAsync(Checkout.Program, data);
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        var verification = Task.CompletedTask;
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var office = await PostOffice.StartAsync(Checkout.Program, data);
            traffic.Server = office["smtp"];
            await Task.Delay(TimeSpan.FromMilliseconds(100 + RandomNumberGenerator.GetInt32(1400)), TimeProvider.System, TestContext.Current.CancellationToken);
            await verification;
            await office.KillAsync();
            traffic.Server = null;
            verification = Ledger.VerifyCopyAsync(Checkout.Program, data.Copy());
        }

        await verification;
        await using var last = await PostOffice.StartAsync(Checkout.Program, data);
        traffic.Server = last["smtp"];
        var findings = await Ending.FindAsync(Checkout.Program, data, last, traffic, journal);
        findings.AssertClean();
        Assert.True(findings.Accepted >= Kills, $"hardly any load: {findings}");
        Assert.True(journal.CutShortCount >= Kills, $"only {journal.CutShortCount} transactions were cut short by {Kills} kills");
    }
}
