using System.Globalization;
using Postamt.Load.Servers;
using Postamt.Load.Smtp;
using Postamt.Load.Tables;

namespace Postamt.Load.Cluster;

/// <summary>One case once with so many nodes.</summary>
internal sealed record ClusterResult(ClusterCase Case, int Nodes, SmtpMeasure Measure, CpuParts Parts);

/// <summary>The page of a whole run.</summary>
internal sealed class ClusterPage(IReadOnlyList<ClusterCase> cases, IReadOnlyList<int> counts, int mailboxes, int rounds)
{
    internal string Write(string facts, IMailServer server, IReadOnlyList<ClusterResult> results)
    {
        var table = new MarkdownTable("case", "nodes", "mails", "accepted/s", "accept p50 ms", "p99 ms", "CPU s/1000 mails", "(least–most)", "nodes", "PostgreSQL", "HAProxy", "times one node less");
        foreach (var each in cases)
        {
            foreach (var count in counts)
            {
                double[] Of(int nodes, Func<ClusterResult, double> value) => [.. results.Where(result => result.Case == each && result.Nodes == nodes).Select(value)];
                double Median(int nodes, Func<ClusterResult, double> value) => Statistics.Median(Of(nodes, value));
                string Part(Func<CpuParts, double> part) => Text(Median(count, result => part(result.Parts) / result.Measure.Mails * 1000), "N2");
                var cpu = Of(count, result => result.Measure.CpuPerThousand);
                table.Add(
                    each.ToString(), Text(count, "N0"), Text(each.Work.Mails, "N0"), Text(Median(count, result => result.Measure.AcceptedPerSecond), "N0"), Text(Median(count, result => result.Measure.P50), "N1"),
                    Text(Median(count, result => result.Measure.P99), "N1"), Text(Statistics.Median(cpu), "N2"), $"{Text(cpu.Min(), "N2")}–{Text(cpu.Max(), "N2")}",
                    Part(parts => parts.Nodes), Part(parts => parts.Databases), Part(parts => parts.Proxies),
                    count == counts[0] ? "" : Text(Statistics.Median(cpu) / Median(count - 1, result => result.Measure.CpuPerThousand), "N2"));
            }
        }
        return $"""
            # What a mail costs with more nodes

            {facts}- {server.Settings}

            A case is SIZEk@SESSIONS: so many sessions send mails of so many KiB, one recipient each, through the balancer to {mailboxes} mailboxes: so many a second, or as fast as they are accepted. A
            measurement ends when IMAP counts the last one. Processor time is that of control groups with the nodes that serve, all of PostgreSQL and HAProxy; nodes that do not serve are drained and
            not counted, nor are Patroni, etcd and the sender. Each figure is the median of {rounds} rounds.

            {table}
            """;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
