using System.Diagnostics;
using Npgsql;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;
using Postamt.PostgresServer;

namespace Postamt.Faults.Drills;

/// <summary>
/// Profile two-copies: the standby vanishes, somebody cancels the waits of the commits, which PostgreSQL then answers as done, with a warning. At last the
/// primary burns down, and the standby is all there is.
/// </summary>
public sealed class StandbyTests
{
    private const string StateText = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
    private const string CancelText = "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
    private const string PauseText = "SELECT count(*) FROM pg_wal_replay_pause()";
    private const string BehindText = "SELECT (pg_last_wal_receive_lsn() - pg_last_wal_replay_lsn())::bigint";
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(Checkout.Full ? 30 : 5);
    internal const string OfWarning = "standby-warning";
    private const int Waits = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("drill", "20")]
    public async Task A_cancelled_wait_for_the_standby_is_no_acceptance()
    {
        var (findings, journal, cancelled) = await DrillAsync(Checkout.Program, null);
        Figures.Print($"standby gone: {cancelled} waits cancelled, {journal.Deferrals} deferred ({journal.Replies}); {findings}");
        findings.AssertClean();
        Assert.True(journal.Deferrals > 0, journal.Replies);
    }

    /// <summary>The failing control: who takes the warning for nothing loses what was answered.</summary>
    [Fact, Trait("drill", "20")]
    public async Task Without_regard_for_the_warning_answered_mail_is_lost()
    {
        var (findings, _, cancelled) = await DrillAsync(await FailpointBuild.ProgramAsync(), new StartFault(Without: OfWarning));
        Figures.Print($"control without {OfWarning}: {cancelled} waits cancelled; {findings.Lost.Count} lost of {findings.Accepted + findings.Relayed + findings.Changes}");
        Assert.NotEmpty(findings.Lost);
    }

    /// <summary>Nothing that was answered is read from a copy: one that has everything and shows none of it is no loss, and is a good primary in the end.</summary>
    [Fact, Trait("drill", "22")]
    public async Task A_standby_that_shows_nothing_new_is_not_asked()
    {
        await using var home = await Home.OnPostgresAsync(copies: 2, settings: "synchronous_standby_names = '*'");
        await using var standby = await home.Server.StandbyAsync(Directory.CreateTempSubdirectory("postamt-postgres-").FullName);
        await UntilAsync(async () => await AskAsync(home.Server, StateText) == 1, "a synchronous standby");
        var journal = new Journal();
        var scan = new MailboxScan(journal, every: 1);
        await using var traffic = new Traffic(journal);
        long behind;
        await using (var office = await PostOffice.StartAsync(Checkout.Program, home.Data))
        {
            Assert.Equal(1, await AskAsync(standby, PauseText));
            traffic.Office = office;
            await Task.Delay(Load, TimeProvider.System, Token);
            behind = await AskAsync(standby, BehindText);
            await office.KillAsync();
            traffic.Office = null;
        }

        await home.Server.KillAsync();
        await standby.PromoteAsync();
        using var data = new DataFolder { Database = Home.Options(standby, 1) };
        home.Data.CopyTo(data);
        await using var last = await PostOffice.StartAsync(Checkout.Program, data);
        traffic.Office = last;
        var findings = await Ending.FindAsync(Checkout.Program, data, last, traffic, journal, scan);
        Figures.Print($"a standby {behind:N0} octets behind with what it shows: {journal.Letters} letters, {journal.Deferrals} deferred; {findings}");
        Assert.True(behind > 100_000, $"it was {behind} octets behind");
        findings.AssertClean();
    }

    private static async Task<(Findings Findings, Journal Journal, long Cancelled)> DrillAsync(string program, StartFault? fault)
    {
        await using var home = await Home.OnPostgresAsync(copies: 2, settings: "synchronous_standby_names = '*'");
        await using var standby = await home.Server.StandbyAsync(Directory.CreateTempSubdirectory("postamt-postgres-").FullName);
        await UntilAsync(async () => await AskAsync(home.Server, StateText) == 1, "a synchronous standby");
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        long cancelled = 0;
        await using (var office = await PostOffice.TryStartAsync(program, home.Data, fault))
        {
            Assert.NotNull(office);
            traffic.Office = office;
            await UntilAsync(() => Task.FromResult(journal.Letters > 20), "load");
            await standby.KillAsync();
            await UntilAsync(async () => (cancelled += await AskAsync(home.Server, CancelText)) >= Waits, "commits that wait");
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Token);
            await office.KillAsync();
            traffic.Office = null;
        }

        await home.Server.KillAsync();
        await standby.StartAgainAsync();
        await standby.PromoteAsync();
        using var data = new DataFolder { Database = Home.Options(standby, 1) };
        home.Data.CopyTo(data);
        // A seal that was lost would end the control before its mails are counted.
        if (fault is not null) File.Delete(Path.Combine(data.Path, "seals.log"));
        await using var last = await PostOffice.StartAsync(program, data);
        traffic.Office = last;
        return (await Ending.FindAsync(program, data, last, traffic, journal, new MailboxScan(journal, every: 1)), journal, cancelled);
    }

    private static async Task<long> AskAsync(TestServer server, string question)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres"));
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(question, connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private static async Task UntilAsync(Func<Task<bool>> reached, string what)
    {
        for (var clock = Stopwatch.StartNew(); !await reached();)
        {
            Assert.True(clock.Elapsed < Limit, $"{what} did not come");
            await Task.Delay(Pause, TimeProvider.System, Token);
        }
    }
}
