using System.Diagnostics;
using System.Security.Cryptography;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>
/// The program is killed and started again and again, while many mails wait for a server that takes none: a start is no reason to try them again before their time.
/// </summary>
public sealed class RestartStormTests
{
    private const string Refused = "refused@postamt.test";

    /// <summary>Of the server: what a start may find in the middle of its first try.</summary>
    private const int PerDestination = 20;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("drill", "32")]
    public async Task What_waits_is_not_tried_again_by_a_start()
    {
        var (starts, waiting) = Checkout.Full ? (50, 2_000) : (8, 200);
        using var data = new DataFolder();
        await Office.FoundAsync(data);
        var deferred = 0;
        await using var other = OtherSides.Deferring(() => Interlocked.Increment(ref deferred));
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        await using (var office = await PostOffice.StartAsync(Checkout.Program, data))
        {
            await Office.RoutesAsync(data, (FakeMx.Domain, Office.Mx.Port), ("deferred.example", other.Port));
            await Office.GroupAsync(data, Refused, Enumerable.Range(0, 100).Select(i => $"reader{i}@deferred.example"));
            using var line = await SmtpLine.OpenAsync(office["smtp"], Token);
            for (var i = 0; i < waiting / 100; i++) await line.GiveAsync(Refused, Token);
            for (var clock = Stopwatch.StartNew(); Volatile.Read(ref deferred) < waiting; await Task.Delay(Pause, TimeProvider.System, Token)) Assert.True(clock.Elapsed < Limit, office.Log);
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Token);
            await office.KillAsync();
        }

        var (before, slowest, whole) = (Volatile.Read(ref deferred), TimeSpan.Zero, Stopwatch.StartNew());
        for (var start = 0; start < starts; start++)
        {
            var clock = Stopwatch.StartNew();
            await using var office = await PostOffice.StartAsync(Checkout.Program, data);
            slowest = slowest > clock.Elapsed ? slowest : clock.Elapsed;
            traffic.Office = office;
            await Task.Delay(TimeSpan.FromMilliseconds(300 + RandomNumberGenerator.GetInt32(2_000)), TimeProvider.System, Token);
            await office.KillAsync();
            traffic.Office = null;
        }

        var again = Volatile.Read(ref deferred) - before;
        // A storm of 50 takes so long that their own time comes.
        var due = whole.Elapsed < FirstRetry ? 0 : waiting;
        await using var last = await PostOffice.StartAsync(Checkout.Program, data);
        await Office.RoutesAsync(data, [("*", Office.Mx.Port)]);
        traffic.Office = last;
        var findings = await Ending.FindAsync(Checkout.Program, data, last, traffic, journal, new MailboxScan(journal, every: 1), hurry: true);
        Figures.Print($"{starts} kills and starts with {waiting} mails put off: {again} of them tried again meanwhile, {other.Most} connections to their server at most; a start took {slowest.TotalSeconds:0.0} s at most; {findings}");
        findings.AssertClean();
        Assert.InRange(other.Most, 1, PerDestination);
        Assert.InRange(again, 0, due);
    }
}
