using System.Security.Cryptography;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>
/// The process ends at a named place on the way from DATA to the mailbox, to the other side, or within a reader's change, each place several
/// times. POSTAMT_FAILPOINT=name drills one alone, POSTAMT_FAILPOINT_KILLS=n says how often.
/// </summary>
public sealed class FailpointKillTests
{
    private static readonly TimeSpan HitLimit = TimeSpan.FromSeconds(30);

    /// <summary>Passed by every batch, also those of a start.</summary>
    private static readonly string[] OfEveryBatch = ["before-commit", "after-commit", "before-answer"];

    /// <summary>Passed where bodies are too large to lie beside their rows: every eighth mail.</summary>
    private static readonly string[] OfSome = ["after-append", "after-fdatasync"];

    /// <summary>Passed by readers only, who are few, or by large mails, which are rare.</summary>
    private static readonly string[] OfFew = ["after-large-append", "after-large-fdatasync", "in-append", "after-appended", "in-flags", "in-copy", "in-move", "in-expunge"];

    /// <summary>Of contents in files beside the database.</summary>
    private static readonly string[] OfSegments = ["after-append", "after-fdatasync", "after-large-append", "after-large-fdatasync"];

    private static int KillsEach => Checkout.Count("POSTAMT_FAILPOINT_KILLS", quick: 1, full: 20);

    private static IEnumerable<string> Names =>
        FailpointBuild.Names().Where(name => Environment.GetEnvironmentVariable("POSTAMT_FAILPOINT") is not { Length: > 0 } only || name == only);

    [Theory, Trait("drill", "1"), Trait("drill", "29"), InlineData(Home.Sqlite), InlineData(Home.Postgres)]
    public async Task Every_answered_mail_and_change_is_there_once_after_a_kill_at_each_failpoint(string engine)
    {
        var program = await FailpointBuild.ProgramAsync();
        var names = Names.Where(name => engine == Home.Sqlite || !OfSegments.Contains(name)).ToList();
        var tally = new Tally($"kill at failpoints on {engine}", $"kills ({names.Count} places x {KillsEach})");
        foreach (var lap in Tally.Laps(Enumerable.Repeat(names, KillsEach).SelectMany(round => round)))
            await KillAsync(program, engine, lap, tally);
        tally.Close();
    }

    private static async Task KillAsync(string program, string engine, string[] places, Tally tally)
    {
        await using var home = await Home.MakeAsync(engine);
        var data = home.Data;
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        var verification = Task.CompletedTask;
        foreach (var name in places)
        {
            var cutBefore = journal.CutShortCount;
            await using (var office = await PostOffice.TryStartAsync(program, data, new StartFault(Failpoint: $"{name}:kill:{Nth(name)}")))
            {
                if (office is not null)
                {
                    traffic.Office = office;
                    await KilledAsync(office, name);
                }

                traffic.Office = null;
            }

            var cut = journal.CutShortCount - cutBefore;
            tally.Struck(cut);
            TestContext.Current.SendDiagnosticMessage("killed at {0}, {1} transactions and commands cut short", name, cut);
            await verification;
            verification = Ledger.VerifyCopyAsync(program, data.Copy());
            // Of a database there is no copy: it is asked before the next start changes it.
            if (home.HasServer) await verification;
        }

        await verification;
        await using var last = await PostOffice.StartAsync(program, data);
        traffic.Office = last;
        tally.Lap(await Ending.FindAsync(program, data, last, traffic, journal), journal);
    }

    /// <summary>Past what a start itself does and what the kill before left in the queue, so that the load is there when it strikes.</summary>
    private static int Nth(string name) => OfFew.Contains(name) ? 2 + RandomNumberGenerator.GetInt32(5) : OfSome.Contains(name) ? 5 + RandomNumberGenerator.GetInt32(10) : (OfEveryBatch.Contains(name) ? 40 : 20) + RandomNumberGenerator.GetInt32(40);

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
