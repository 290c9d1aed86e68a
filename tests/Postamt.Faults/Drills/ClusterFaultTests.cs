using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>
/// Three machines under mail, of which one part after the other is killed, frozen or cut off. POSTAMT_CLUSTER_FAULTS=n says how often each fault strikes.
/// </summary>
public sealed class ClusterFaultTests(ClusterHouse house) : IClassFixture<ClusterHouse>
{
    /// <summary>Of six senders: 50 letters a second at most.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(120);

    /// <summary>Found dead after 15 s without a renewal, by who looks every 5; the last renewal may be 5 s old, and its look as well.</summary>
    private static readonly TimeSpan BeyondLease = TimeSpan.FromSeconds(27);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Within it a node that lost its database sends what it had begun to send: it looks at its lease just before the final dot.</summary>
    private static readonly TimeSpan LeaseIsFresh = TimeSpan.FromSeconds(6);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("drill", "24")]
    public Task A_node_is_killed() => StrikeAsync("a node killed", 20, async cluster => Machine.KillAll((await AnyAsync(cluster)).Node));

    [Fact, Trait("drill", "23")]
    public async Task A_node_stands_still_beyond_its_lease()
    {
        await StrikeAsync("a node frozen for 27 s", 20, cluster => FreezeAsync(cluster, machine => machine.Node, BeyondLease));
        // The control of the next one.
        Assert.True(await FoundDeadAsync() > 0);
    }

    [Fact, Trait("drill", "35")]
    public async Task A_node_stands_still_for_less_than_its_lease_and_keeps_it()
    {
        var before = await FoundDeadAsync();
        await StrikeAsync("a node frozen for 5 s", 20, cluster => FreezeAsync(cluster, machine => machine.Node, TimeSpan.FromSeconds(5)));
        Assert.Equal(before, await FoundDeadAsync());
    }

    [Fact, Trait("drill", "18")]
    public Task The_host_of_the_primary_is_killed() => StrikeAsync("the host of the primary killed", 30, async cluster => Machine.KillAll((await cluster.PrimaryAsync()).All));

    [Fact, Trait("drill", "18")]
    public Task A_member_of_etcd_is_killed() => StrikeAsync("a member of etcd killed", 10, async cluster => Machine.KillAll((await AnyAsync(cluster)).Etcd));

    [Fact, Trait("drill", "21")]
    public Task The_leader_stands_still_beyond_its_ttl() => StrikeAsync("the leader frozen for 35 s", 30, async cluster =>
    {
        var leader = await cluster.PrimaryAsync();
        await FreezeAsync(leader.Database, TimeSpan.FromSeconds(35));
    });

    [Fact, Trait("drill", "19")]
    public Task A_node_is_cut_off_from_the_primary() =>
        StrikeAsync("a node cut off from the primary", 30, cluster => FreezeAsync(cluster, machine => machine.Proxy, TimeSpan.FromSeconds(Checkout.Full ? 60 : 25)));

    [Fact, Trait("drill", "39")]
    public async Task Each_node_is_replaced_by_another_version_and_back()
    {
        var cut = house.Journal.MailsCutShort;
        // A reader's next command may cross the BYE; a mail is never cut.
        await StrikeAsync("updated there and back", 5, async cluster =>
        {
            foreach (var version in new[] { await Versions.NextAsync(), Versions.Built })
            {
                var (isDone, certificate) = await UpdateAsync(cluster, version);
                Assert.True(isDone, $"{certificate}\n{cluster.Log}");
            }
        });
        Assert.Equal(cut, house.Journal.MailsCutShort);
    }

    [Fact, Trait("drill", "39")]
    public Task A_version_that_does_not_serve_is_taken_back() =>
        StrikeAsync("a broken version taken back", 5, async cluster => Assert.False((await UpdateAsync(cluster, await Versions.ThatDoesNotServeAsync())).IsDone, cluster.Log));

    /// <returns>Whether all nodes run it, and what was said about it.</returns>
    private static async Task<(bool IsDone, string Certificate)> UpdateAsync(ClusterOffice cluster, string version)
    {
        var (_, output, error) = await BoundedProgram.RunAsync("dotnet", [Checkout.Program, "cluster", "update", "--to", version, "--data", cluster.Data.Path, "--json", "--probes-per-second", Checkout.Full ? "50" : "10"], TimeSpan.FromMinutes(5));
        Assert.True(output.Length > 0, error + cluster.Log);
        using var json = JsonDocument.Parse(output);
        var certificate = json.RootElement;
        Figures.Print($"update of three nodes: {certificate.GetProperty("seconds").GetDouble():0} s, {certificate.GetProperty("probes").GetInt32()} probes, "
            + $"{certificate.GetProperty("probesUnserved").GetInt32()} not served, a greeting took {certificate.GetProperty("longestPause").GetDouble():0.0} s at most");
        Assert.Equal(0, certificate.GetProperty("probesUnserved").GetInt32());
        return (certificate.GetProperty("isDone").GetBoolean(), output);
    }

    /// <param name="pause">Seconds without an accepted letter there may be.</param>
    private async Task StrikeAsync(string name, int pause, Func<ClusterOffice, Task> strike)
    {
        var times = Checkout.Count("POSTAMT_CLUSTER_FAULTS", 1, 10);
        var cluster = await house.ClusterAsync();
        var journal = house.Journal;
        await cluster.WholeAsync();
        await using var traffic = new Traffic(journal, Pace) { Office = cluster };
        var (longest, letters, cut, began) = (TimeSpan.Zero, journal.Letters, journal.Troubles, TimeProvider.System.GetTimestamp());
        for (var i = 0; i < times; i++)
        {
            await UnderWayAsync(cluster);
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(500)), TimeProvider.System, Token);
            journal.BeginPauses();
            journal.Ended();
            await Task.WhenAll(strike(cluster), LaterAsync(journal));
            await UnderWayAsync(cluster);
            journal.Ended();
            longest = longest > journal.LongestPause ? longest : journal.LongestPause;
            await cluster.WholeAsync();
        }

        var findings = await Ending.FindAsync(Checkout.Program, cluster.Data, cluster, traffic, journal, house.Scan, hurry: true);
        Figures.Print($"{name}: {times} times, {journal.Letters - letters} letters, {journal.Troubles - cut} not taken at once; nothing accepted for {longest.TotalSeconds:0.0} s at most, "
            + $"{LongestWay(began).TotalSeconds:0.0} s from the 250 to the other side at most; {findings}");
        findings.AssertClean();
        // The figure is for a machine that does nothing else.
        Assert.True(longest < (Checkout.Full ? 1 : 2) * TimeSpan.FromSeconds(pause), $"nothing was accepted for {longest.TotalSeconds:0.0} s\n{cluster.Log}");
    }

    /// <summary>Of the letters since then that went elsewhere: what a dead node had leased is sent by another one.</summary>
    private TimeSpan LongestWay(long began) => house.Journal.Relays.Keys
        .Where(id => house.Journal.AcceptedAt[id] >= began)
        .Select(id => TimeProvider.System.GetElapsedTime(house.Journal.AcceptedAt[id], Office.Mx.ReceiptsOf(id).Min(receipt => receipt.At)))
        .DefaultIfEmpty().Max();

    /// <summary>How often a node said that others had taken over from it.</summary>
    private async Task<int> FoundDeadAsync() => (await house.ClusterAsync()).Machines.Sum(machine => machine.Log.Split("Other nodes found this one dead").Length - 1);

    private static async Task<Machine> AnyAsync(ClusterOffice cluster)
    {
        await cluster.WholeAsync();
        return cluster.Machines[RandomNumberGenerator.GetInt32(cluster.Machines.Count)];
    }

    private static async Task FreezeAsync(ClusterOffice cluster, Func<Machine, IReadOnlyList<int>> part, TimeSpan length) => await FreezeAsync(part(await AnyAsync(cluster)), length);

    private static async Task FreezeAsync(IReadOnlyList<int> processes, TimeSpan length)
    {
        Assert.NotEmpty(processes);
        Machine.Freeze(processes);
        try
        {
            await Task.Delay(length, TimeProvider.System, Token);
        }
        finally
        {
            Machine.Thaw(processes);
        }
    }

    private static async Task LaterAsync(Journal journal)
    {
        await Task.Delay(LeaseIsFresh, TimeProvider.System, Token);
        journal.Ended();
    }

    /// <summary>Letters and changes are answered.</summary>
    private async Task UnderWayAsync(ClusterOffice cluster)
    {
        var (letters, changes) = (house.Journal.Letters, house.Journal.Changes);
        for (var clock = Stopwatch.StartNew(); house.Journal.Letters < letters + 10 || house.Journal.Changes < changes + 3;)
        {
            Assert.True(clock.Elapsed < Limit, $"no mail goes on: {house.Journal.Replies}\n{cluster.Log}");
            await Task.Delay(Pause, TimeProvider.System, Token);
        }
    }
}
