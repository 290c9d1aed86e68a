using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>The connection to the database breaks at COMMIT: whether it was done, nobody can say. POSTAMT_COMMIT_CUTS=n says how often.</summary>
public sealed class CommitCutTests
{
    private const int Every = 15;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static int Cuts => Checkout.Count("POSTAMT_COMMIT_CUTS", quick: 20, full: 500);

    [Fact, Trait("drill", "19")]
    public async Task A_commit_of_unknown_outcome_loses_and_doubles_nothing()
    {
        CommitCutter? cutter = null;
        await using var home = await Home.OnPostgresAsync(through: server => (cutter = new CommitCutter(server.Port)).Port);
        await using var relay = cutter!;
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        await using var office = await PostOffice.StartAsync(Checkout.Program, home.Data);
        traffic.Office = office;
        relay.Cut(Every);
        for (var patience = Limit; relay.Before + relay.After < Cuts; patience -= Pause)
        {
            Assert.True(patience > TimeSpan.Zero && !office.HasEnded, $"{relay.Before} and {relay.After} cuts\n{office.Log}");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        relay.Cut(0);
        var findings = await Ending.FindAsync(Checkout.Program, home.Data, office, traffic, journal, new MailboxScan(journal, every: 1), hurry: true);
        Figures.Print($"connection cut at COMMIT: {relay.Before} times before it, {relay.After} times before its answer; {journal.Deferrals} deferred; {findings}");
        findings.AssertClean();
        Assert.True(relay.Before > 0 && relay.After > 0, $"{relay.Before} and {relay.After} cuts");
    }
}
