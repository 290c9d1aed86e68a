using System.Diagnostics;
using System.Security.Cryptography;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>
/// Two nodes on one database. One after the other is killed, or stands still for longer than its leases last and wakes up, while mail comes in through it
/// and goes out; the other one takes over. POSTAMT_NODE_FAULTS=n says how often each strikes.
/// </summary>
public sealed class NodeFaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Found dead after 15 s, by who looks every 5.</summary>
    private static readonly TimeSpan BeyondLease = TimeSpan.FromSeconds(22);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("drill", "23"), Trait("drill", "24"), InlineData("killed", 2, 20), InlineData("frozen", 1, 10)]
    public async Task The_other_node_takes_over(string how, int quick, int full)
    {
        var faults = Checkout.Count("POSTAMT_NODE_FAULTS", quick, full);
        await using var home = await Home.OnPostgresAsync();
        using var data = home.Data.Copy();
        DataFolder[] folders = [home.Data, data];
        var nodes = new PostOffice[2];
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        var inFlight = 0;
        try
        {
            for (var i = 0; i < 2; i++) nodes[i] = await PostOffice.StartAsync(Checkout.Program, folders[i], $"node{i}");
            for (var fault = 0; fault < faults; fault++)
            {
                var (struck, other) = (fault % 2, 1 - fault % 2);
                traffic.Office = nodes[struck];
                await UnderWayAsync(journal, nodes);
                await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(500)), TimeProvider.System, Token);
                var cut = journal.CutShortCount;
                if (how == "killed") await nodes[struck].KillAsync();
                else nodes[struck].Freeze();
                traffic.Office = null;
                traffic.Office = nodes[other];
                if (how == "frozen")
                {
                    // Who is in the middle of a talk with it waits, as anybody would; what it had leased the other one sends meanwhile.
                    var (letters, changes) = (journal.Letters, journal.Changes);
                    await Task.Delay(BeyondLease, TimeProvider.System, Token);
                    inFlight += journal.Letters == letters && journal.Changes == changes ? 1 : 0;
                    nodes[struck].Thaw();
                }

                await UnderWayAsync(journal, nodes[other]);
                if (how == "killed")
                {
                    inFlight += journal.CutShortCount > cut ? 1 : 0;
                    await nodes[struck].DisposeAsync();
                    nodes[struck] = await PostOffice.StartAsync(Checkout.Program, folders[struck], $"node{struck}");
                }
            }

            traffic.Office = null;
            traffic.Office = nodes[0];
            var findings = await Ending.FindAsync(Checkout.Program, home.Data, nodes[0], traffic, journal, new MailboxScan(journal, every: 1), hurry: true);
            Figures.Print($"one of two nodes {how}: {faults} times, {inFlight} with work in flight; {findings}");
            findings.AssertClean();
            Assert.True(inFlight * 10 >= faults * 8, $"{inFlight} of {faults} met work in flight: {journal.Replies}");
        }
        finally
        {
            foreach (var node in nodes.Where(node => node is not null)) await node.DisposeAsync();
        }
    }

    /// <summary>Letters and changes are answered.</summary>
    private static async Task UnderWayAsync(Journal journal, params PostOffice[] running)
    {
        var (letters, changes) = (journal.Letters, journal.Changes);
        for (var clock = Stopwatch.StartNew(); journal.Letters < letters + 10 || journal.Changes < changes + 3;)
        {
            Assert.True(clock.Elapsed < Limit && running.All(node => !node.HasEnded), $"no mail goes on\n{string.Join('\n', running.Select(node => node.Log))}");
            await Task.Delay(Pause, TimeProvider.System, Token);
        }
    }
}
