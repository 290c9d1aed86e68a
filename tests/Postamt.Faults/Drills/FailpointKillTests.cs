using System.Security.Cryptography;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>The process ends at a named place on the way from DATA to the mailbox, each place several times.</summary>
public sealed class FailpointKillTests
{
    private static readonly TimeSpan HitLimit = TimeSpan.FromSeconds(30);

    private static int KillsEach => Checkout.Full ? 40 : 2;

    [Fact, Trait("drill", "1")]
    public async Task Every_answered_mail_is_there_once_after_a_kill_at_each_failpoint()
    {
        var program = await FailpointBuild.ProgramAsync();
        using var data = new DataFolder();
        await PostOffice.FoundAsync(program, data);
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        var (kills, inFlight) = (0, 0);
        var verification = Task.CompletedTask;
        foreach (var name in Enumerable.Repeat(FailpointBuild.Names(), KillsEach).SelectMany(names => names))
        {
            var cutBefore = journal.CutShortCount;
            // Past what a start itself does, so that the load is there when it strikes; large mails are rare.
            var nth = name.Contains("large", StringComparison.Ordinal) ? 1 + RandomNumberGenerator.GetInt32(6) : 30 + RandomNumberGenerator.GetInt32(60);
            await using (var office = await PostOffice.TryStartAsync(program, data, $"{name}:kill:{nth}"))
            {
                if (office is not null)
                {
                    traffic.Server = office["smtp"];
                    await KilledAsync(office, name);
                    traffic.Server = null;
                }
            }

            kills++;
            var cut = journal.CutShortCount - cutBefore;
            inFlight += cut > 0 ? 1 : 0;
            TestContext.Current.SendDiagnosticMessage("killed at {0}, {1} transactions cut short", name, cut);
            await verification;
            verification = Ledger.VerifyCopyAsync(program, data.Copy());
        }

        await verification;
        await using var last = await PostOffice.StartAsync(program, data);
        traffic.Server = last["smtp"];
        (await Ending.FindAsync(program, data, last, traffic, journal)).AssertClean();
        Assert.True(inFlight * 10 >= kills * 8, $"{inFlight} of {kills} kills met work in flight");
    }

    private static async Task KilledAsync(PostOffice office, string name)
    {
        try
        {
            await office.EndAsync(HitLimit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"the failpoint {name} was not reached", e);
        }
    }
}
