using System.Diagnostics;
using System.Globalization;
using Postamt.Load.Machines;
using Postamt.Load.Processes;
using Postamt.Load.Tables;
using Postamt.PostgresServer;

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
        var cluster = !options.WithPeer || TestServer.Programs is null ? null : new StoreCluster(Path.Combine(work.Path, "postgres"));
        if (cluster is null && options.WithPeer) Run.Say($"only the embedded engine: {TestServer.Missing}");
        var table = new MarkdownTable("case", "engine", "producers", "accepts at once", "mails", "durable accepts/s", "(least–most)", "MB/s", "p50 ms", "p99 ms", "CPU s/1000", "octets written an octet of mail", "of the row above");
        await MeasureAsync(work, null, new StoreCase(4, 20, 20, 5000), cancellationToken);
        if (cluster is not null) await MeasureAsync(work, cluster, new StoreCase(4, 20, 20, 1000), cancellationToken);
        foreach (var each in cases) await CompareAsync(work, cluster, each, table, cancellationToken);
        await ResultFile.WriteAsync("store", Page(facts, table), options, IsWhole && cluster is not null, cancellationToken);
    }

    /// <summary>Both sides of a case in turn; the one that is first alternates.</summary>
    private async Task CompareAsync(WorkFolder work, StoreCluster? cluster, StoreCase each, MarkdownTable table, CancellationToken cancellationToken)
    {
        if (each.IsTold && cluster is null) return;
        var (first, second) = (new List<StoreMeasure>(), new List<StoreMeasure>());
        async Task FirstAsync() => first.Add(await MeasureAsync(work, each.IsTold ? cluster : null, each, cancellationToken, tells: false));
        async Task SecondAsync() => second.Add(await MeasureAsync(work, cluster, each, cancellationToken));
        for (var round = 0; round < options.Rounds; round++)
        {
            if (cluster is not null && round % 2 == 1) await SecondAsync();
            await FirstAsync();
            if (cluster is not null && round % 2 == 0) await SecondAsync();
        }
        Add(table, each, each.IsTold ? "PostgreSQL, no node is told" : "embedded", first, null);
        if (second.Count > 0) Add(table, each, "PostgreSQL", second, first);
    }

    private static async Task<StoreMeasure> MeasureAsync(WorkFolder work, StoreCluster? cluster, StoreCase each, CancellationToken cancellationToken, bool tells = true)
    {
        var folder = Path.Combine(work.Path, Guid.NewGuid().ToString("N"));
        await using var server = cluster is null ? null : await cluster.StartAsync();
        // The server is a child of this process.
        int[] processes = [Environment.ProcessId];
        double Cpu() => ProcessTree.CpuSeconds(processes);
        long Written() => ProcessTree.WrittenBytes(processes);
        StoreMeasure measure;
        long written;
        using (var office = await BenchOffice.OpenAsync(folder, server?.ConnectionString("postgres"), Accounts, cancellationToken, tells))
        {
            using var load = new StoreLoad(office, each);
            await ForeignProgram.RunAsync("sync", [], cancellationToken);
            var cpu = Cpu();
            written = Written();
            var clock = Stopwatch.StartNew();
            await load.RunAsync(cancellationToken);
            var seconds = clock.Elapsed.TotalSeconds;
            var latencies = load.Latencies();
            measure = new StoreMeasure(each.Mails, seconds, Cpu() - cpu, load.Content, Written() - written, Statistics.Percentile(latencies, 0.5), Statistics.Percentile(latencies, 0.99));
        }
        // What the embedded engine puts off to its closing; PostgreSQL's processes take their counters with them.
        if (server is null) measure = measure with { Written = Written() - written };
        System.IO.Directory.Delete(folder, recursive: true);
        Run.Say(string.Create(CultureInfo.InvariantCulture, $"{each,-15} {(server is null ? "embedded" : tells ? "PostgreSQL" : "PostgreSQL, silent"),-18} {measure.PerSecond,7:N0} accepts/s, p50 {measure.P50,6:N2} ms, p99 {measure.P99,6:N2} ms, {measure.CpuPerThousand,5:N2} CPU s/1000, {measure.WrittenPerOctet:N2} octets written an octet"));
        return measure;
    }

    private static void Add(MarkdownTable table, StoreCase each, string engine, List<StoreMeasure> measures, List<StoreMeasure>? above)
    {
        double Of(Func<StoreMeasure, double> value) => Statistics.Median(measures.Select(value));
        static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        table.Add(
            $"{each.KibiBytes} KiB{(each.IsControl ? ", a transaction a mail" : "")}",
            engine,
            Text(each.Producers, "N0"),
            Text(each.AtOnce, "N0"),
            Text(each.Mails, "N0"),
            Text(Of(measure => measure.PerSecond), "N0"),
            $"{Text(measures.Min(measure => measure.PerSecond), "N0")}–{Text(measures.Max(measure => measure.PerSecond), "N0")}",
            Text(Of(measure => measure.PerSecond * measure.Content / measure.Mails / 1e6), "N0"),
            Text(Of(measure => measure.P50), "N2"),
            Text(Of(measure => measure.P99), "N2"),
            Text(Of(measure => measure.CpuPerThousand), "N2"),
            Text(Of(measure => measure.WrittenPerOctet), "N2"),
            above is null ? "" : Text(Of(measure => measure.PerSecond) / Statistics.Median(above.Select(measure => measure.PerSecond)), "N2"));
    }

    private string Page(string facts, MarkdownTable table) => $"""
        # Store: durable accepts of both engines

        {facts}
        In this process, without a socket, screening or MIME index: each producer puts a content into the spool (hashed on the way), accepts it
        into one of {Accounts} mailboxes (content, filing, ledger row: one transaction, answered after fsync), and goes on with the next. The control gives
        the store one accept at a time. Each round has a new data folder; PostgreSQL is Debian's on the same disk, its settings the defaults but
        {string.Join(", ", StoreCluster.Settings)}, in a new cluster each round, reached over loopback. CPU is of this process and the server's. Octets written are their `write_bytes`; the
        embedded engine's closing is included.{(options.SlowSync ? $" Each fsync and fdatasync takes {RunOptions.SlowSyncMilliseconds} ms longer than the disk needs, on all sides." : "")} Medians of {options.Rounds} rounds. Contents are stored compressed; an attachment in base64 of random octets gives three quarters at best.

        {table}
        """;
}
