using System.Diagnostics;
using System.Globalization;
using Postamt.Load.Imap;
using Postamt.Load.Machines;
using Postamt.Load.Processes;
using Postamt.Load.Servers;
using Postamt.Load.Smtp;
using Postamt.Load.Tables;

namespace Postamt.Load.Cluster;

/// <summary>What a mail costs with one, two and three nodes on the same database. Nodes that are not meant are drained, and their processor time does not count.</summary>
internal sealed class ClusterBench(RunOptions options, IReadOnlyList<ClusterCase> cases)
{
    /// <summary>So many that nodes hardly ever want the same one at the same moment.</summary>
    private const int Mailboxes = 500;
    private const int Warm = 9000;
    private static readonly int[] Counts = [1, 2, 3];

    internal bool IsWhole { get; init; }

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(options);
        var facts = await MachineFacts.DescribeAsync(folder.Path, cancellationToken);
        await using var cluster = await ClusterServer.StartAsync(folder, Mailboxes, cancellationToken);
        using var group = new CpuGroup($"postamt-bench-{Environment.ProcessId}");
        group.Take(Tree([.. cluster.Nodes, .. cluster.Databases, .. cluster.Proxies]));
        Run.Say("warming up");
        await MeasureAsync(cluster, group, new ClusterCase(new SmtpCase(4, 100, Warm), 0), cancellationToken);
        var results = new List<(ClusterCase Case, int Nodes, SmtpMeasure Measure)>();
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var count in round % 2 == 0 ? Counts : Counts.Reverse())
            {
                await ServeWithAsync(cluster, group, count, cancellationToken);
                foreach (var each in cases)
                {
                    var measure = await MeasureAsync(cluster, group, each, cancellationToken);
                    results.Add((each, count, measure));
                    Run.Say(string.Create(CultureInfo.InvariantCulture, $"{count} nodes, {each}: {measure.AcceptedPerSecond,7:N0} mails/s, p99 {measure.P99,7:N1} ms, {measure.CpuPerThousand,6:N2} CPU s/1000"));
                }
            }
        }
        await ServeWithAsync(cluster, group, Counts[^1], cancellationToken);
        await ResultFile.WriteAsync("cluster", Page(facts, cluster, results), options, IsWhole, cancellationToken);
    }

    private static async Task ServeWithAsync(ClusterServer cluster, CpuGroup group, int count, CancellationToken cancellationToken)
    {
        for (var node = 0; node < cluster.Nodes.Count; node++)
        {
            await cluster.SayAsync(node, node < count ? "resume" : "drain", cancellationToken);
            if (node < count) group.Take(Tree([cluster.Nodes[node]]));
            else group.Release(Tree([cluster.Nodes[node]]));
        }
        // The balancer looks each second, and believes the second look.
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System, cancellationToken);
    }

    private static async Task<SmtpMeasure> MeasureAsync(ClusterServer cluster, CpuGroup group, ClusterCase each, CancellationToken cancellationToken)
    {
        using var counts = new MailboxCounts(cluster);
        var load = new SmtpLoad(cluster, cluster.Accounts, each.Work, pipelining: true, each.PerSecond);
        var wanted = counts.Now().Select((now, account) => now + load.For(account)).ToArray();
        await ForeignProgram.RunAsync("sync", [], cancellationToken);
        using var self = Process.GetCurrentProcess();
        var (serverCpu, clientCpu) = (group.CpuSeconds, self.TotalProcessorTime);
        var (first, last) = await load.RunAsync();
        await counts.ReachAsync(wanted, cancellationToken);
        var counted = Stopwatch.GetElapsedTime(first).TotalSeconds;
        self.Refresh();
        var latencies = load.Latencies();
        return new SmtpMeasure(
            each.Work.Mails, Stopwatch.GetElapsedTime(first, last).TotalSeconds, counted, group.CpuSeconds - serverCpu, (self.TotalProcessorTime - clientCpu).TotalSeconds,
            Statistics.Percentile(latencies, 0.5), Statistics.Percentile(latencies, 0.99));
    }

    private static IReadOnlyList<int> Tree(IReadOnlyCollection<int> roots) => ProcessTree.Ids(roots);

    private string Page(string facts, IMailServer server, List<(ClusterCase Case, int Nodes, SmtpMeasure Measure)> results)
    {
        var table = new MarkdownTable("case", "nodes", "mails", "accepted/s", "accept p50 ms", "p99 ms", "CPU s/1000 mails", "(least–most)", "times one node less");
        foreach (var each in cases)
        {
            foreach (var count in Counts)
            {
                double[] Of(int nodes, Func<SmtpMeasure, double> value) => [.. results.Where(result => result.Case == each && result.Nodes == nodes).Select(result => value(result.Measure))];
                double Median(int nodes, Func<SmtpMeasure, double> value) => Statistics.Median(Of(nodes, value));
                var cpu = Of(count, measure => measure.CpuPerThousand);
                table.Add(
                    each.ToString(), Text(count, "N0"), Text(each.Work.Mails, "N0"), Text(Median(count, measure => measure.AcceptedPerSecond), "N0"), Text(Median(count, measure => measure.P50), "N1"),
                    Text(Median(count, measure => measure.P99), "N1"), Text(Statistics.Median(cpu), "N2"), $"{Text(cpu.Min(), "N2")}–{Text(cpu.Max(), "N2")}",
                    count == Counts[0] ? "" : Text(Statistics.Median(cpu) / Median(count - 1, measure => measure.CpuPerThousand), "N2"));
            }
        }
        return $"""
            # What a mail costs with more nodes

            {facts}- {server.Settings}

            A case is SIZEk@SESSIONS: so many sessions send mails of so many KiB, one recipient each, through the balancer to {Mailboxes} mailboxes: so many a second, or as fast as they are accepted. A
            measurement ends when IMAP counts the last one. Processor time is that of a control group with the nodes that serve, all of PostgreSQL and HAProxy; nodes that do not serve are drained and
            not counted, nor are Patroni, etcd and the sender. Each figure is the median of {options.Rounds} rounds.

            {table}
            """;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

/// <param name="PerSecond">Mails that begin in a second; 0: as many as are accepted.</param>
internal sealed record ClusterCase(SmtpCase Work, int PerSecond)
{
    internal static IReadOnlyList<ClusterCase> All { get; } = [new(new SmtpCase(4, 20, 1500), 50), new(new SmtpCase(4, 20, 6000), 0), new(new SmtpCase(4, 100, 10_000), 0)];

    public override string ToString() => PerSecond == 0 ? Work.ToString() : string.Create(CultureInfo.InvariantCulture, $"{Work}, {PerSecond}/s");
}
