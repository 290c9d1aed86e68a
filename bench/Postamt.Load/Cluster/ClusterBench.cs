using System.Diagnostics;
using System.Globalization;
using Postamt.Load.Imap;
using Postamt.Load.Machines;
using Postamt.Load.Processes;
using Postamt.Load.Smtp;
using Postamt.Load.Tables;

namespace Postamt.Load.Cluster;

/// <summary>What a mail costs with one, two and three nodes on the same database. Nodes that are not meant are drained, and their processor time does not count.</summary>
internal sealed class ClusterBench(RunOptions options, IReadOnlyList<ClusterCase> cases)
{
    /// <summary>So many that nodes hardly ever want the same one at the same moment.</summary>
    private const int Mailboxes = 500;
    private static readonly int[] Counts = [1, 2, 3];

    /// <summary>As it is measured: what runs seldom is compiled late.</summary>
    private static readonly ClusterCase[] Warming = [new(new SmtpCase(4, 100, 9000), 0), new(new SmtpCase(4, 20, 3000), 50)];

    internal bool IsWhole { get; init; }

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder(options);
        var facts = await MachineFacts.DescribeAsync(folder.Path, cancellationToken);
        await using var cluster = await ClusterServer.StartAsync(folder, Mailboxes, cancellationToken);
        using var cpu = new ClusterCpu(cluster);
        Run.Say("warming up");
        foreach (var each in Warming) await MeasureAsync(cluster, cpu, each, cancellationToken);
        var results = new List<ClusterResult>();
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var count in round % 2 == 0 ? Counts : Counts.Reverse())
            {
                await ServeWithAsync(cluster, cpu, count, cancellationToken);
                foreach (var each in cases)
                {
                    var (measure, parts) = await MeasureAsync(cluster, cpu, each, cancellationToken);
                    results.Add(new ClusterResult(each, count, measure, parts));
                    Run.Say(string.Create(CultureInfo.InvariantCulture, $"{count} nodes, {each}: {measure.AcceptedPerSecond,7:N0} mails/s, p99 {measure.P99,7:N1} ms, {measure.CpuPerThousand,6:N2} CPU s/1000 ({parts.PerThousand(measure.Mails)})"));
                }
            }
        }
        await ServeWithAsync(cluster, cpu, Counts[^1], cancellationToken);
        await ResultFile.WriteAsync("cluster", new ClusterPage(cases, Counts, Mailboxes, options.Rounds).Write(facts, cluster, results), options, IsWhole, cancellationToken);
    }

    private static async Task ServeWithAsync(ClusterServer cluster, ClusterCpu cpu, int count, CancellationToken cancellationToken)
    {
        for (var node = 0; node < cluster.Nodes.Count; node++)
        {
            await cluster.SayAsync(node, node < count ? "resume" : "drain", cancellationToken);
            cpu.Count(node, node < count);
        }
        // The balancer looks each second, and believes the second look.
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System, cancellationToken);
    }

    private static async Task<(SmtpMeasure Measure, CpuParts Parts)> MeasureAsync(ClusterServer cluster, ClusterCpu cpu, ClusterCase each, CancellationToken cancellationToken)
    {
        using var counts = new MailboxCounts(cluster);
        var load = new SmtpLoad(cluster, cluster.Accounts, each.Work, pipelining: true, each.PerSecond);
        var wanted = counts.Now().Select((now, account) => now + load.For(account)).ToArray();
        await ForeignProgram.RunAsync("sync", [], cancellationToken);
        using var self = Process.GetCurrentProcess();
        var (before, clientCpu) = (cpu.Now(), self.TotalProcessorTime);
        var (first, last) = await load.RunAsync();
        await counts.ReachAsync(wanted, cancellationToken);
        var counted = Stopwatch.GetElapsedTime(first).TotalSeconds;
        self.Refresh();
        var latencies = load.Latencies();
        var parts = cpu.Now() - before;
        var measure = new SmtpMeasure(
            each.Work.Mails, Stopwatch.GetElapsedTime(first, last).TotalSeconds, counted, parts.All, (self.TotalProcessorTime - clientCpu).TotalSeconds,
            Statistics.Percentile(latencies, 0.5), Statistics.Percentile(latencies, 0.99));
        return (measure, parts);
    }
}

/// <param name="PerSecond">Mails that begin in a second; 0: as many as are accepted.</param>
internal sealed record ClusterCase(SmtpCase Work, int PerSecond)
{
    internal static IReadOnlyList<ClusterCase> All { get; } = [new(new SmtpCase(4, 20, 1500), 50), new(new SmtpCase(4, 20, 6000), 0), new(new SmtpCase(4, 100, 10_000), 0)];

    public override string ToString() => PerSecond == 0 ? Work.ToString() : string.Create(CultureInfo.InvariantCulture, $"{Work}, {PerSecond}/s");
}
