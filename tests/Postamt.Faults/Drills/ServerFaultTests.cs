using System.Diagnostics;
using System.Security.Cryptography;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;
using Postamt.PostgresServer;

namespace Postamt.Faults.Drills;

/// <summary>
/// The office runs on while its PostgreSQL is killed, stopped or frozen under load, and comes back. Senders wait or hear 4xx; the office goes on by
/// itself. POSTAMT_SERVER_FAULTS=n says how often each strikes.
/// </summary>
public sealed class ServerFaultTests
{
    private const int Mebibytes = 256;
    private const long Mebibyte = 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static int Faults => Checkout.Count("POSTAMT_SERVER_FAULTS", quick: 2, full: 40);

    /// <summary>Past 20 s an unanswered COMMIT is given up.</summary>
    private static TimeSpan Absence => TimeSpan.FromSeconds(Checkout.Full ? 1 + RandomNumberGenerator.GetInt32(25) : 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("drill", "18"), InlineData("killed"), InlineData("stopped"), InlineData("frozen")]
    public async Task The_office_goes_on_by_itself_when_its_database_is_back(string how)
    {
        await using var home = await Home.OnPostgresAsync();
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        await using var office = await PostOffice.StartAsync(Checkout.Program, home.Data);
        traffic.Office = office;
        var inFlight = 0;
        var longest = TimeSpan.Zero;
        for (var fault = 0; fault < Faults; fault++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300 + RandomNumberGenerator.GetInt32(700)), TimeProvider.System, Token);
            var (letters, troubles) = (journal.Letters, journal.Troubles);
            await StrikeAsync(home.Server, how);
            inFlight += journal.Troubles > troubles || how == "frozen" ? 1 : 0;
            var clock = Stopwatch.StartNew();
            letters = Math.Max(letters, journal.Letters);
            await UntilAsync(() => journal.Letters > letters + 5, office);
            longest = clock.Elapsed > longest ? clock.Elapsed : longest;
        }

        var findings = await Ending.FindAsync(Checkout.Program, home.Data, office, traffic, journal, new MailboxScan(journal, every: 1), hurry: true);
        Figures.Print($"PostgreSQL {how}: {Faults} times, {inFlight} with refusals; on again after {longest.TotalSeconds:0.0} s at most; {findings}");
        findings.AssertClean();
        Assert.True(inFlight * 10 >= Faults * 8, $"{inFlight} of {Faults} met work in flight: {journal.Replies}");
    }

    [Fact, Trait("drill", "6")]
    public async Task A_full_disk_of_the_database_defers_mail_and_loses_nothing()
    {
        await using var disk = await LoopDisk.MakeAsync(Mebibytes);
        await using var home = await Home.OnPostgresAsync(Directory.CreateDirectory(Path.Combine(disk.Folder, "postgres")).FullName, settings: ["max_wal_size = 48MB", "min_wal_size = 32MB"]);
        var journal = new Journal();
        using var ballast = new Ballast(disk);
        await using var traffic = new Traffic(journal);
        await using var office = await PostOffice.StartAsync(Checkout.Program, home.Data);
        traffic.Office = office;
        await UntilAsync(() => journal.Letters > 20 && journal.Changes > 20, office);
        ballast.Leave(2 * Mebibyte);
        await UntilAsync(() => journal.Deferrals > 20, office);
        ballast.TakeAll();
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Token);
        ballast.Dispose();
        // Without room for its log PostgreSQL may have ended itself.
        if (home.Server.HasEnded) await home.Server.StartAgainAsync();
        var letters = journal.Letters;
        await UntilAsync(() => journal.Letters > letters + 5, office);
        var findings = await Ending.FindAsync(Checkout.Program, home.Data, office, traffic, journal, new MailboxScan(journal, every: 1), hurry: true);
        Figures.Print($"disk of PostgreSQL full: {journal.Deferrals} deferred ({journal.Replies}); {findings}");
        findings.AssertClean();
    }

    /// <summary>The failing control: a server that does not force its log out is not used at all.</summary>
    [Theory, Trait("drill", "3"), InlineData("fsync"), InlineData("full_page_writes")]
    public async Task A_database_that_forgets_is_refused_at_the_start(string setting)
    {
        await using var home = await Home.OnPostgresAsync(settings: $"{setting} = off");
        var (exitCode, output, error) = await BoundedProgram.RunAsync("dotnet", [Checkout.Program, "serve", "--data", home.Data.Path, .. home.Data.Database, "--listen", "smtp=127.0.0.1:0"], Limit);
        Assert.True(exitCode == 1, output + error);
        Assert.Contains($"{setting}=off", output + error, StringComparison.Ordinal);
    }

    private static async Task StrikeAsync(TestServer server, string how)
    {
        if (how == "frozen")
        {
            server.Freeze();
            await Task.Delay(Absence, TimeProvider.System, Token);
            server.Thaw();
            return;
        }

        await (how == "killed" ? server.KillAsync() : server.StopAsync());
        await Task.Delay(Absence, TimeProvider.System, Token);
        await server.StartAgainAsync();
    }

    private static async Task UntilAsync(Func<bool> reached, PostOffice office)
    {
        for (var clock = Stopwatch.StartNew(); !reached();)
        {
            Assert.True(clock.Elapsed < Limit && !office.HasEnded, $"the office does not go on\n{office.Log}");
            await Task.Delay(Pause, TimeProvider.System, Token);
        }
    }
}
