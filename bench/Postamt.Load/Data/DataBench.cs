using System.Diagnostics;
using System.Globalization;
using Postamt.Load.Machines;
using Postamt.Load.Processes;
using Postamt.Load.Store;
using Postamt.Load.Tables;
using Postamt.PostgresServer;

namespace Postamt.Load.Data;

/// <summary>Makes a large installation on each engine and measures what its size could make slow.</summary>
internal sealed class DataBench(RunOptions options, DataSizes sizes, IReadOnlyCollection<string> parts)
{
    private static readonly Dictionary<string, string> Asked = new(StringComparer.Ordinal)
    {
        ["SELECT cold ms"] = "≤ 1000",
        ["SELECT warm ms"] = "≤ 200",
        ["memory it takes MiB"] = "≤ 256",
        ["start to the first accept ms"] = "≤ 10000",
    };

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var work = new WorkFolder(options);
        var facts = await MachineFacts.DescribeAsync(work.Path, cancellationToken);
        var embedded = await MeasureAsync(work.Folder("embedded"), null, cancellationToken);
        var clustered = new Dictionary<string, double>(StringComparer.Ordinal);
        if (options.WithPeer && TestServer.Programs is not null)
        {
            await using var server = await new StoreCluster(Path.Combine(work.Path, "postgres")).StartAsync();
            clustered = await MeasureAsync(work.Folder("node"), server.ConnectionString("postgres"), cancellationToken);
        }
        var table = new MarkdownTable("measure", "asked", "embedded", "PostgreSQL");
        foreach (var (name, value) in embedded) table.Add(name, Asked.GetValueOrDefault(name, ""), Text(value), clustered.TryGetValue(name, out var other) ? Text(other) : "");
        await ResultFile.WriteAsync("data", Page(facts, table), options, sizes == DataSizes.Whole && parts.Count == DataProbe.Parts.Count && clustered.Count > 0, cancellationToken);
    }

    private static string Text(double value) => value.ToString(value < 100 ? "N1" : "N0", CultureInfo.InvariantCulture);

    private async Task<Dictionary<string, double>> MeasureAsync(string folder, string? database, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        void Keep(string name, double value)
        {
            found[name] = value;
            Run.Say(string.Create(CultureInfo.InvariantCulture, $"{(database is null ? "embedded" : "PostgreSQL"),-11} {name}: {value:N1}"));
        }
        async Task FilledAsync(string name, Func<BenchOffice, Task> fill, Func<Task<BenchOffice>> open)
        {
            var clock = Stopwatch.StartNew();
            using (var office = await open()) await fill(office);
            Keep($"{name} made in s", clock.Elapsed.TotalSeconds);
        }
        async Task ProbeAsync(string part)
        {
            foreach (var (name, value) in await RunProbeAsync(folder, database, part, cancellationToken)) Keep(name, value);
        }
        Task<BenchOffice> ReopenAsync() => BenchOffice.ReopenAsync(folder, database, cancellationToken);

        await FilledAsync("accounts", _ => Task.CompletedTask, () => BenchOffice.OpenAsync(folder, database, sizes.Accounts, cancellationToken));
        if (parts.Contains(DataProbe.Enqueue)) await ProbeAsync(DataProbe.Enqueue);
        if (DataProbe.OfMailbox.Any(parts.Contains)) await FilledAsync("mailbox", office => new Installation(office).FillMailboxAsync(sizes.Mailbox, sizes.Boxes, cancellationToken), ReopenAsync);
        foreach (var part in DataProbe.OfMailbox.Where(parts.Contains)) await ProbeAsync(part);
        if (!parts.Contains(DataProbe.Queue)) return found;
        await FilledAsync("queue", office => new Installation(office).FillQueueAsync(sizes.Queue, cancellationToken), ReopenAsync);
        await ProbeAsync(DataProbe.Queue);
        return found;
    }

    private static async Task<IReadOnlyList<(string Name, double Value)>> RunProbeAsync(string folder, string? database, string part, CancellationToken cancellationToken)
    {
        string[] where = database is null ? [] : ["--database", database];
        using var process = ForeignProgram.Start("dotnet", [typeof(DataBench).Assembly.Location, "data-probe", part, "--data", folder, .. where], folder);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw new LoadException($"The part {part} ended with {process.ExitCode}: {await errors}");
        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Select(words => (words[0], double.Parse(words[1], CultureInfo.InvariantCulture)))];
    }

    private string Page(string facts, MarkdownTable table) => string.Create(CultureInfo.InvariantCulture, $"""
        # Data: a large installation on both engines

        {facts}
        {sizes.Accounts:N0} accounts; one mailbox of {sizes.Mailbox:N0} mails (of a thousand messages, copied) beside {sizes.Boxes:N0} empty ones; {sizes.Queue:N0} recipients in the queue, nine of ten of
        one domain that answers nobody. All of it is made through the engines' contracts. Each part runs in a process that has just started, without a socket; the disk's cache is warm. Accepts are
        of single mails into the queue, one after the other. One run.

        {table}
        """);
}
