using System.Diagnostics;
using System.Globalization;
using Postamt.Load.Imap;
using Postamt.Load.Machines;
using Postamt.Load.Processes;
using Postamt.Load.Servers;
using Postamt.Load.Tables;

namespace Postamt.Load.Smtp;

/// <summary>Both servers run all the time; each round measures one after the other, and the next round begins with the other one.</summary>
internal sealed class SmtpBench(RunOptions options, IReadOnlyList<SmtpCase> cases)
{
    private const int Mailboxes = 50;

    internal int WarmUp { get; init; }

    internal bool Pipelining { get; init; } = true;

    /// <summary>Progress says which of our threads were busy.</summary>
    internal bool Threads { get; init; }

    internal IReadOnlyList<string> PostfixLines { get; init; } = [];

    /// <summary>Nothing was left out, so that the table may stand in bench/results.</summary>
    internal bool IsWhole { get; init; }

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var work = new WorkFolder(options);
        var facts = await MachineFacts.DescribeAsync(work.Path, cancellationToken);
        await using var ours = await OurServer.StartAsync(work, Mailboxes, cancellationToken);
        await using IMailServer? peer = options.WithPeer ? await PeerServer.StartAsync(work, Mailboxes, new PeerOptions { PostfixLines = PostfixLines }, cancellationToken) : null;
        IMailServer[] servers = peer is null ? [ours] : [ours, peer];
        Run.Say("signing in to all mailboxes");
        var counts = servers.ToDictionary(server => server, server => new MailboxCounts(server));
        try
        {
            if (WarmUp > 0)
            {
                Run.Say("warming up");
                foreach (var server in servers) await MeasureAsync(server, counts[server], new SmtpCase(4, 20, WarmUp), cancellationToken);
            }
            var results = new List<(SmtpCase Case, IMailServer Server, List<SmtpMeasure> Measures)>();
            foreach (var each in cases)
            {
                var measures = servers.ToDictionary(server => server, _ => new List<SmtpMeasure>());
                for (var round = 0; round < options.Rounds; round++)
                    foreach (var server in round % 2 == 0 ? servers : servers.Reverse()) measures[server].Add(await MeasureAsync(server, counts[server], each, cancellationToken));
                results.AddRange(servers.Select(server => (each, server, measures[server])));
            }
            await ResultFile.WriteAsync("smtp", Page(facts, servers, results), options, IsWhole, cancellationToken);
        }
        finally
        {
            foreach (var each in counts.Values) each.Dispose();
        }
    }

    private async Task<SmtpMeasure> MeasureAsync(IMailServer server, MailboxCounts counts, SmtpCase each, CancellationToken cancellationToken)
    {
        var load = new SmtpLoad(server, server.Accounts, each, Pipelining);
        var wanted = counts.Now().Select((now, account) => now + load.For(account)).ToArray();
        // What the one before left for the disk is not this one's to wait for.
        await ForeignProgram.RunAsync("sync", [], cancellationToken);
        using var self = Process.GetCurrentProcess();
        var (serverCpu, clientCpu) = (ProcessTree.CpuSeconds(server.Processes), self.TotalProcessorTime);
        var threads = Threads && server is OurServer ? ThreadTimes.Of(server.Processes[0]) : null;
        var (first, last) = await load.RunAsync();
        await counts.ReachAsync(wanted, cancellationToken);
        var counted = Stopwatch.GetElapsedTime(first).TotalSeconds;
        self.Refresh();
        var latencies = load.Latencies();
        var measure = new SmtpMeasure(
            each.Mails,
            Stopwatch.GetElapsedTime(first, last).TotalSeconds,
            counted,
            ProcessTree.CpuSeconds(server.Processes) - serverCpu,
            (self.TotalProcessorTime - clientCpu).TotalSeconds,
            Statistics.Percentile(latencies, 0.5),
            Statistics.Percentile(latencies, 0.99));
        Run.Say(string.Create(CultureInfo.InvariantCulture, $"{each,-9} {server.Name,-35} {measure.MailsPerSecond,7:N0} mails/s, accepted {measure.AcceptedPerSecond,7:N0}/s, p50 {measure.P50,7:N1} ms, p99 {measure.P99,7:N1} ms, {measure.CpuPerThousand,6:N2} CPU s/1000"));
        if (threads is not null) Run.Say("          threads: " + ThreadTimes.Between(threads, ThreadTimes.Of(server.Processes[0])));
        return measure;
    }

    private string Page(string facts, IMailServer[] servers, List<(SmtpCase Case, IMailServer Server, List<SmtpMeasure> Measures)> results)
    {
        var table = new MarkdownTable("case", "server", "mails", "mails/s to mailbox", "(least–most)", "accepted/s", "accept p50 ms", "p99 ms", "server CPU s/1000", "client CPU s/1000", "times the peer");
        foreach (var (each, server, measures) in results)
        {
            double Of(Func<SmtpMeasure, double> value) => Statistics.Median(measures.Select(value));
            var peer = results.FirstOrDefault(other => other.Case == each && other.Server != server).Measures;
            var ratio = server == servers[0] && peer is not null ? Of(measure => measure.MailsPerSecond) / Statistics.Median(peer.Select(measure => measure.MailsPerSecond)) : (double?)null;
            table.Add(
                each.ToString(),
                server.Name,
                Text(each.Mails, "N0"),
                Text(Of(measure => measure.MailsPerSecond), "N0"),
                $"{Text(measures.Min(measure => measure.MailsPerSecond), "N0")}–{Text(measures.Max(measure => measure.MailsPerSecond), "N0")}",
                Text(Of(measure => measure.AcceptedPerSecond), "N0"),
                Text(Of(measure => measure.P50), "N1"),
                Text(Of(measure => measure.P99), "N1"),
                Text(Of(measure => measure.CpuPerThousand), "N2"),
                Text(Of(measure => measure.ClientCpuPerThousand), "N2"),
                ratio is { } times ? Text(times, "N1") : "");
        }
        return $"""
            # SMTP: from the first MAIL to the mailbox

            {facts}- {string.Join("\n- ", servers.Select(server => server.Settings))}

            A case is SIZEk@SESSIONS: each session sends mails of that many KiB, one recipient each, {Mailboxes} mailboxes in turn, {SmtpSession.MailsAtMost} mails
            a connection, {(Pipelining ? "MAIL, RCPT and DATA in one packet" : "each command after the answer to the last one")}. *To mailbox* ends when an IMAP client that asks STATUS on all mailboxes counts
            the last mail. *Accept* is MAIL to the answer after the final dot. CPU is of all the server's processes, from /proc. Both servers run all
            the time, {options.Rounds} rounds, order alternating, medians; {WarmUp} mails to each before the first.

            {table}
            """;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
