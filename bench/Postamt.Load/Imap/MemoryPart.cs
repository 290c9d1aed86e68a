using System.Globalization;
using System.Net.Sockets;
using Postamt.Load.Machines;
using Postamt.Load.Processes;
using Postamt.Load.Servers;
using Postamt.Load.Tables;

namespace Postamt.Load.Imap;

/// <summary>
/// What an idle connection costs: proportional set size of all processes with so many connections, less that without, divided. Before it
/// is taken the first time, some connections of the same kind have come and gone. Each kind has newly started servers.
/// </summary>
internal sealed class MemoryPart(RunOptions options, int connections)
{
    private const int Accounts = 50;
    private const int Buffer = 8 * 1024;
    private const int Openers = 8;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    /// <returns>The section of the page, and how the servers were set up.</returns>
    internal async Task<(string Section, IReadOnlyList<string> Settings)> RunAsync(CancellationToken cancellationToken)
    {
        var table = new MarkdownTable("connections", "server", "PSS before MB", "PSS with them MB", "KiB a connection", "of all memory", "processes", "times ours");
        List<string> settings = [];
        foreach (var signedIn in new[] { false, true })
        {
            using var work = new WorkFolder(options);
            var ours = 0.0;
            await using (var server = await OurServer.StartAsync(work, Accounts, cancellationToken))
            {
                var measure = await MeasureAsync(server, signedIn, cancellationToken);
                ours = Each(measure);
                Add(table, signedIn, server.Name, measure, null);
                if (!signedIn) settings.Add(server.Settings);
            }
            foreach (var shared in options.WithPeer ? new[] { false, true } : [])
            {
                using var peerWork = new WorkFolder(options);
                await using var server = await PeerServer.StartAsync(peerWork, Accounts, new PeerOptions { Connections = connections, SharedLogins = shared }, cancellationToken);
                var measure = await MeasureAsync(server, signedIn, cancellationToken);
                Add(table, signedIn, server.Name + (shared ? ", shared sign-in" : ""), measure, ours);
                if (!signedIn) settings.Add(server.Settings);
            }
        }
        var section = $"""
            ## Memory of idle connections

            {connections:N0} connections. *Greeted*: plain, nothing sent after the greeting. *IDLE*: TLS, signed in to {Accounts} accounts in turn, INBOX selected, IDLE. Our
            server takes no password without TLS, so there is no signed-in plain case. Memory is proportional set size of all processes ({Calm.TotalSeconds:0} s after
            the last connection), so what the kernel holds for sockets is not in it. *Of all memory* divides all of it, the
            server itself included, for a collector may give back between the two looks what it held at the first. *Shared sign-in* is Dovecot's
            high-performance mode, in which a sign-in process, which also keeps the TLS of those signed in, serves many connections.

            {table}
            """;
        return (section, settings);
    }

    private async Task<Measure> MeasureAsync(IMailServer server, bool signedIn, CancellationToken cancellationToken)
    {
        foreach (var connection in await OpenAsync(server, signedIn, Math.Max(Accounts, connections / 10))) connection.Dispose();
        await Task.Delay(Calm, TimeProvider.System, cancellationToken);
        var before = ProcessTree.PssBytes(server.Processes);
        var open = await OpenAsync(server, signedIn, connections);
        try
        {
            await Task.Delay(Calm, TimeProvider.System, cancellationToken);
            var measure = new Measure(before, ProcessTree.PssBytes(server.Processes), ProcessTree.Count(server.Processes));
            Run.Say(string.Create(CultureInfo.InvariantCulture, $"memory {(signedIn ? "IDLE" : "greeted"),-8} {server.Name,-35} {measure.Before / 1e6,7:N1} MB, then {measure.After / 1e6,8:N1} MB: {Each(measure):N1} KiB a connection, {measure.Processes} processes"));
            return measure;
        }
        finally
        {
            foreach (var connection in open) connection.Dispose();
        }
    }

    private double Each(Measure measure) => (measure.After - measure.Before) / 1024.0 / connections;

    private void Add(MarkdownTable table, bool signedIn, string server, Measure measure, double? ours)
    {
        static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        table.Add(
            signedIn ? "IDLE, TLS" : "greeted, plain",
            server,
            Text(measure.Before / 1e6, "N1"),
            Text(measure.After / 1e6, "N1"),
            Text(Each(measure), "N1"),
            Text(measure.After / 1024.0 / connections, "N1"),
            Text(measure.Processes, "N0"),
            ours is { } each ? Text(Each(measure) / each, "N1") : "");
    }

    private static async Task<List<ImapConnection>> OpenAsync(IMailServer server, bool signedIn, int count)
    {
        var next = -1;
        var opened = new List<ImapConnection>[Openers];
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Openers).Select(opener => Task.Factory.StartNew(
                () =>
                {
                    opened[opener] = [];
                    while (Interlocked.Increment(ref next) is var number && number < count) opened[opener].Add(Open(server, signedIn, number));
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            throw new LoadException($"{server.Name} takes connection {next} not: {fault.Message}");
        }
        return [.. opened.SelectMany(each => each)];
    }

    private static ImapConnection Open(IMailServer server, bool signedIn, int number)
    {
        if (!signedIn) return ImapConnection.Open(server.Imap, tls: false, Buffer);
        var account = server.Accounts[number % server.Accounts.Count];
        var connection = ImapConnection.Open(server.Imaps, tls: true, Buffer);
        connection.Login(account.Address, account.Password);
        connection.Ask("SELECT INBOX");
        connection.Idle();
        return connection;
    }

    /// <summary>Octets, and how many processes the server was with all connections.</summary>
    private sealed record Measure(long Before, long After, int Processes);
}
