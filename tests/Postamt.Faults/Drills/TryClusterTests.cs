using System.Diagnostics;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>The whole cluster as anybody starts it to try it out.</summary>
public sealed class TryClusterTests
{
    private const string Anna = "user1@postamt.test";
    private const string Bert = "user2@postamt.test";
    private const string Carl = "user3@postamt.test";
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_serves_from_each_node_and_leaves_nothing_behind()
    {
        await using var cluster = await ClusterOffice.StartAsync();
        var longest = TimeSpan.Zero;
        foreach (var (sending, reading) in cluster.Machines.Zip(cluster.Machines.Skip(1).Append(cluster.Machines[0])))
        {
            var heard = await HearAsync(sending, reading);
            longest = longest > heard ? longest : heard;
        }

        var ended = await RevokeAsync(cluster.Machines[0], cluster.Machines[2], cluster);
        await AssertGuessingCountsEverywhereAsync(cluster);
        await AssertDrainsAsync(cluster);
        Assert.Equal(0, await cluster.StopAsync());
        Assert.All(cluster.Machines, machine => Assert.Empty(machine.All));
        Figures.Print($"a cluster on one machine: from the reply to a sender at one node to IDLE at another {longest.TotalMilliseconds:0} ms at most, from a new password at one to the end of a session at another {ended.TotalMilliseconds:0} ms");
    }

    /// <summary>From the reply to the final dot at one node to the news at the other, where somebody waits (RFC 2177).</summary>
    private static async Task<TimeSpan> HearAsync(Machine sending, Machine reading)
    {
        using var client = await MailboxScan.OpenAsync(reading, Anna);
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly, Token);
        var before = client.Inbox.Count;
        var news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Inbox.CountChanged += (_, _) => news.TrySetResult();
        using var done = new CancellationTokenSource(Limit);
        var idle = client.IdleAsync(done.Token, Token);
        var letter = Letter.Make([Anna], [Anna], 10);
        using var line = await SmtpLine.OpenAsync(sending["smtp"], Token);
        Assert.Equal(250, await line.AskAsync($"MAIL FROM:<{Letter.From}>", Token));
        Assert.Equal(250, await line.AskAsync($"RCPT TO:<{Anna}>", Token));
        Assert.Equal(354, await line.AskAsync("DATA", Token));
        Assert.Equal(250, await line.SendAsync([.. letter.Content, .. ".\r\n"u8], Token));
        var clock = Stopwatch.StartNew();
        await news.Task.WaitAsync(Limit, Token);
        var heard = clock.Elapsed;
        await done.CancelAsync();
        await idle;
        Assert.Equal(before + 1, client.Inbox.Count);
        return heard;
    }

    /// <summary>A password that is changed at one node ends the sessions that began with the old one at another.</summary>
    private static async Task<TimeSpan> RevokeAsync(Machine changing, Machine reading, ClusterOffice cluster)
    {
        using var client = await MailboxScan.OpenAsync(reading, Bert);
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly, Token);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Disconnected += (_, _) => gone.TrySetResult();
        using var done = new CancellationTokenSource(Limit);
        var idle = client.IdleAsync(done.Token, Token);
        var (exitCode, _, error) = await BoundedProgram.RunAsync("dotnet", [Checkout.Program, "account", "password", Bert, "--password", "another horse battery", "--data", changing.Data], Limit);
        Assert.True(exitCode == 0, error);
        var clock = Stopwatch.StartNew();
        await gone.Task.WaitAsync(Limit, Token);
        await Assert.ThrowsAnyAsync<ProtocolException>(() => idle);
        return clock.Elapsed;
    }

    /// <summary>Who guesses a password at one node has to wait at another, too.</summary>
    private static async Task AssertGuessingCountsEverywhereAsync(ClusterOffice cluster)
    {
        // Five are free, and then each has to wait for longer.
        for (var i = 0; i < 6; i++) await GuessAsync(cluster.Machines[0]);
        await Task.Delay(Told, TimeProvider.System, Token);
        // The client tries a second mechanism: of a node that knows of nothing both are free.
        Assert.Contains("Try again later", await GuessAsync(cluster.Machines[1]), StringComparison.Ordinal);
    }

    private static async Task<string> GuessAsync(Machine machine)
    {
        using var client = new ImapClient { CheckCertificateRevocation = false, ServerCertificateValidationCallback = static (_, _, _, _) => true };
        await client.ConnectAsync(machine["imaps"].Address.ToString(), machine["imaps"].Port, SecureSocketOptions.SslOnConnect, Token);
        return (await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(Carl, "a guess", Token))).Message;
    }

    /// <summary>A node that is taken out of service says so first, and gets no more sessions from the balancer; the others go on.</summary>
    private static async Task AssertDrainsAsync(ClusterOffice cluster)
    {
        var (exitCode, output, error) = await BoundedProgram.RunAsync("dotnet", [Checkout.Program, "node", "drain", "--data", cluster.Data.Path, "--json"], Limit);
        Assert.True(exitCode == 0, output + error);
        Assert.False(await cluster.Machines[0].IsWholeAsync());
        for (var i = 0; i < 20; i++)
        {
            using var line = await SmtpLine.OpenAsync(cluster["smtp"], Token);
            Assert.Equal(221, await line.AskAsync("QUIT", Token));
        }

        (exitCode, output, error) = await BoundedProgram.RunAsync("dotnet", [Checkout.Program, "node", "resume", "--data", cluster.Data.Path, "--json"], Limit);
        Assert.True(exitCode == 0, output + error);
        await cluster.WholeAsync();
    }
}
