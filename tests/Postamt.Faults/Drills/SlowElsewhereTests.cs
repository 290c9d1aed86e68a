using System.Diagnostics;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;
using Postamt.TestDns;

namespace Postamt.Faults.Drills;

/// <summary>Servers and name servers elsewhere that are slow or dead: mail to them waits, all other mail goes on as if they were not there.</summary>
public sealed class SlowElsewhereTests
{
    private const string Many = "many@postamt.test";
    private const int PerDestination = 20;
    private const int PerSession = 500;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("drill", "26")]
    public async Task A_server_that_hardly_moves_holds_up_no_other()
    {
        const string Slow = "slow@postamt.test";
        const int Sites = 100;
        var waiting = Checkout.Full ? 10_000 : 1_000;
        using var data = new DataFolder();
        await Office.FoundAsync(data);
        await using var stuck = OtherSides.Stuck();
        await using var office = await PostOffice.StartAsync(Checkout.Program, data);
        var sites = Enumerable.Range(0, Sites).Select(i => $"site{i}.example").ToArray();
        await Office.RoutesAsync(data, [("slow.example", stuck.Port), .. sites.Select(site => (site, Office.Mx.Port))]);
        await Office.GroupAsync(data, Slow, "reader@slow.example");
        await Office.GroupAsync(data, Many, sites.Select(site => $"reader@{site}"));
        for (var i = 0; i < waiting; i += PerSession)
        {
            using var some = await SmtpLine.OpenAsync(office["smtp"], Token);
            for (var mail = 0; mail < PerSession; mail++) await some.GiveAsync(Slow, Token);
        }
        using var line = await SmtpLine.OpenAsync(office["smtp"], Token);
        await UntilAsync(() => stuck.Most >= PerDestination, "the slow server is not asked", office);
        var ways = await WaysAsync(line, Many, Sites, office);
        Figures.Print($"{waiting:N0} mails for a server of an octet a second: it has {stuck.Most} connections; 20 mails to {Sites} other domains arrive after {P99(ways).TotalSeconds:0.00} s (p99), {ways.Max().TotalSeconds:0.00} s at most");
        Assert.Equal(PerDestination, stuck.Most);
        Assert.True(P99(ways) <= Prompt, $"{P99(ways).TotalSeconds:0.0} s");
        Assert.Equal(waiting, await Ledger.VerifyAsync(Checkout.Program, data));
    }

    [Fact, Trait("drill", "11")]
    public async Task Name_servers_that_take_ten_seconds_hold_up_nobody_who_is_known()
    {
        const int Domains = 500;
        await using var dns = new DnsZone { Delay = TimeSpan.FromSeconds(10) };
        using var data = new DataFolder();
        await Office.FoundAsync(data);
        await using var office = Assert.IsType<PostOffice>(await PostOffice.TryStartAsync(Checkout.Program, data, new StartFault(Dns: dns.EndPoint)));
        await Office.GroupAsync(data, Many, Enumerable.Range(0, Domains).Select(i => $"reader@late{i}.example"));
        using var line = await SmtpLine.OpenAsync(office["smtp"], Token);
        await line.GiveAsync(Many, Token);
        await UntilAsync(() => dns.Questions >= 100, "nobody is looked up", office);
        var ways = await WaysAsync(line, Office.Forward, 1, office);
        Figures.Print($"{Domains} domains looked up, each answer after 10 s: 20 mails to a server that is known arrive after {P99(ways).TotalSeconds:0.00} s (p99)");
        Assert.True(P99(ways) <= Prompt, $"{P99(ways).TotalSeconds:0.0} s");
        Assert.Equal(Domains, await Ledger.VerifyAsync(Checkout.Program, data));
    }

    [Fact, Trait("drill", "10")]
    public async Task While_dns_is_dead_mail_comes_in_and_what_cannot_go_out_waits()
    {
        const int Letters = 20;
        const string Lost = "lost@postamt.test";
        await using var dns = new DnsZone { IsSilent = true };
        using var data = new DataFolder();
        await Office.FoundAsync(data);
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        await using var office = Assert.IsType<PostOffice>(await PostOffice.TryStartAsync(Checkout.Program, data, new StartFault(Dns: dns.EndPoint)));
        await Office.GroupAsync(data, Lost, "reader@lost.example");
        traffic.Office = office;
        var sent = new List<Letter>();
        using (var line = await SmtpLine.OpenAsync(office["smtp"], Token))
        {
            for (var i = 0; i < Letters; i++) sent.Add(await line.GiveAsync(Lost, Token));
        }
        await UntilAsync(async () => (await QueueVerbs.ListAsync(Checkout.Program, data)).Split("DNS gave no answer").Length > Letters, "mail is not put off", office);
        Assert.True(dns.Questions > 0);
        Assert.All(sent, letter => Assert.Empty(Office.Mx.ReceiptsOf(letter.Id)));
        await Office.RoutesAsync(data, [("*", Office.Mx.Port)]);
        var findings = await Ending.FindAsync(Checkout.Program, data, office, traffic, journal, new MailboxScan(journal, every: 1), hurry: true);
        Figures.Print($"DNS dead: {Letters} mails waited for it, and were sent when there was a way; {journal.Letters} letters meanwhile, {journal.Troubles} not taken at once; {findings}");
        findings.AssertClean();
        Assert.Equal(0, journal.Troubles);
        Assert.All(sent, letter => Assert.Single(Office.Mx.ReceiptsOf(letter.Id)));
    }

    /// <summary>Of 20 letters: from the 250 to each of the other sides.</summary>
    private static async Task<IReadOnlyList<TimeSpan>> WaysAsync(SmtpLine line, string to, int sides, PostOffice office)
    {
        var sent = new List<(Letter Letter, long At)>();
        for (var i = 0; i < 20; i++, await Task.Delay(Pause, TimeProvider.System, Token)) sent.Add((await line.GiveAsync(to, Token), TimeProvider.System.GetTimestamp()));
        await UntilAsync(() => sent.All(each => Office.Mx.ReceiptsOf(each.Letter.Id).Count >= sides), "mail does not arrive", office);
        return [.. sent.SelectMany(each => Office.Mx.ReceiptsOf(each.Letter.Id).Select(receipt => TimeProvider.System.GetElapsedTime(each.At, receipt.At)))];
    }

    private static TimeSpan P99(IReadOnlyList<TimeSpan> ways) => ways.Order().ElementAt((int)Math.Ceiling(ways.Count * 0.99) - 1);

    private static Task UntilAsync(Func<bool> reached, string what, PostOffice office) => UntilAsync(() => Task.FromResult(reached()), what, office);

    private static async Task UntilAsync(Func<Task<bool>> reached, string what, PostOffice office)
    {
        for (var clock = Stopwatch.StartNew(); !await reached();)
        {
            Assert.True(clock.Elapsed < Limit, $"{what}\n{office.Log}");
            await Task.Delay(Pause, TimeProvider.System, Token);
        }
    }
}
