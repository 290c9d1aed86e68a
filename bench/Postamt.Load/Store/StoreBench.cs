using System.Diagnostics;
using System.Globalization;
using Postamt.Load.Machines;
using Postamt.Load.Processes;
using Postamt.Load.Tables;

namespace Postamt.Load.Store;

/// <summary>Each measurement has a new data folder; the first one of each case is not counted, it warms the code.</summary>
internal sealed class StoreBench(RunOptions options, IReadOnlyList<StoreCase> cases)
{
    private const int Accounts = 50;

    internal bool IsWhole { get; init; }

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var work = new WorkFolder(options);
        var facts = await MachineFacts.DescribeAsync(work.Path, cancellationToken);
        await MeasureAsync(work, new StoreCase(4, 20, 20, 5000), cancellationToken);
        var table = new MarkdownTable("case", "producers", "accepts at once", "mails", "durable accepts/s", "(least–most)", "MB/s", "p50 ms", "p99 ms", "CPU s/1000", "octets written an octet of mail");
        foreach (var each in cases)
        {
            var measures = new List<StoreMeasure>();
            for (var round = 0; round < options.Rounds; round++) measures.Add(await MeasureAsync(work, each, cancellationToken));
            Add(table, each, measures);
        }
        await ResultFile.WriteAsync("store", Page(facts, table), options, IsWhole, cancellationToken);
    }

    private static async Task<StoreMeasure> MeasureAsync(WorkFolder work, StoreCase each, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(work.Path, Guid.NewGuid().ToString("N"));
        using var self = Process.GetCurrentProcess();
        StoreMeasure measure;
        long written;
        using (var office = await BenchOffice.OpenAsync(folder, Accounts, cancellationToken))
        {
            using var load = new StoreLoad(office, each);
            await ForeignProgram.RunAsync("sync", [], cancellationToken);
            self.Refresh();
            var cpu = self.TotalProcessorTime;
            written = ProcessTree.WrittenBytes(Environment.ProcessId);
            var clock = Stopwatch.StartNew();
            await load.RunAsync(cancellationToken);
            var seconds = clock.Elapsed.TotalSeconds;
            self.Refresh();
            var latencies = load.Latencies();
            measure = new StoreMeasure(each.Mails, seconds, (self.TotalProcessorTime - cpu).TotalSeconds, load.Content, 0, Statistics.Percentile(latencies, 0.5), Statistics.Percentile(latencies, 0.99));
        }
        measure = measure with { Written = ProcessTree.WrittenBytes(Environment.ProcessId) - written };
        System.IO.Directory.Delete(folder, recursive: true);
        Run.Say(string.Create(CultureInfo.InvariantCulture, $"{each,-15} {measure.PerSecond,7:N0} accepts/s, p50 {measure.P50,6:N2} ms, p99 {measure.P99,6:N2} ms, {measure.CpuPerThousand,5:N2} CPU s/1000, {measure.WrittenPerOctet:N2} octets written an octet"));
        return measure;
    }

    private static void Add(MarkdownTable table, StoreCase each, List<StoreMeasure> measures)
    {
        double Of(Func<StoreMeasure, double> value) => Statistics.Median(measures.Select(value));
        static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        table.Add(
            $"{each.KibiBytes} KiB{(each.IsControl ? ", a transaction a mail" : "")}",
            Text(each.Producers, "N0"),
            Text(each.AtOnce, "N0"),
            Text(each.Mails, "N0"),
            Text(Of(measure => measure.PerSecond), "N0"),
            $"{Text(measures.Min(measure => measure.PerSecond), "N0")}–{Text(measures.Max(measure => measure.PerSecond), "N0")}",
            Text(Of(measure => measure.PerSecond * measure.Content / measure.Mails / 1e6), "N0"),
            Text(Of(measure => measure.P50), "N2"),
            Text(Of(measure => measure.P99), "N2"),
            Text(Of(measure => measure.CpuPerThousand), "N2"),
            Text(Of(measure => measure.WrittenPerOctet), "N2"));
    }

    private string Page(string facts, MarkdownTable table) => $"""
        # Store: durable accepts of the embedded engine

        {facts}
        In this process, without a socket, screening or MIME index: each producer puts a content into the spool (hashed on the way), accepts it
        into one of {Accounts} mailboxes (content, filing, ledger row: one transaction, answered after fsync), and goes on with the next. The control gives
        the store one accept at a time. Octets written are this process's `write_bytes`, closing of the engine included. Each round has a new data folder;
        medians of {options.Rounds} rounds. Contents are stored compressed; an attachment in base64 of random octets gives three quarters at best.

        {table}
        """;
}
