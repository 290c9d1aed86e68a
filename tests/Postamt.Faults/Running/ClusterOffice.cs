using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Postamt.Faults.Running;

/// <summary>
/// A whole cluster, as <c>try --cluster</c> starts it: each part is a process that can be killed and frozen. What is killed comes back by itself after half a
/// minute. One for all drills of this process: a drill leaves it whole.
/// </summary>
internal sealed class ClusterOffice : IDoors, IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(2);
    private static readonly string[] Names = ["smtp", "imap", "imaps", "submission", "submissions", "http", "https"];

    private readonly Process _process;
    private readonly string _folder;
    private readonly Dictionary<string, IPEndPoint> _listen;

    private ClusterOffice(Process process, string folder, JsonElement ready)
    {
        _process = process;
        _folder = folder;
        _listen = Places(ready.GetProperty("listen"));
        Machines = [.. Enumerable.Range(0, 3).Select(i => new Machine(folder, i + 1, [.. new[] { "nodes", "postgres", "etcd", "haproxy" }.Select(kind => ready.GetProperty(kind)[i])]))];
        Data = DataFolder.Of(Path.Combine(folder, "machine1", "node"));
    }

    public IPEndPoint this[string name] => _listen[name];

    public IReadOnlyList<Machine> Machines { get; }

    /// <summary>The folder of the first node, for verbs: they go through its door, or straight to the database where it is not there.</summary>
    public DataFolder Data { get; }

    public string Log => string.Join('\n', Directory.EnumerateFiles(Path.Combine(_folder, "logs")).Order(StringComparer.Ordinal).Select(file => $"== {Path.GetFileName(file)}\n{LastWords(file)}{Tail(file)}"));

    /// <param name="program">Null: the built one.</param>
    /// <param name="without">A safeguard that is left out.</param>
    public static async Task<ClusterOffice> StartAsync(string? program = null, string? without = null)
    {
        foreach (var (part, package) in (ReadOnlySpan<(string, string)>)[("etcd", "etcd-server"), ("patroni", "patroni"), ("haproxy", "haproxy")])
            Assert.SkipWhen(BoundedProgram.Find(part) is null, $"{package} is not installed");
        var folder = Directory.CreateTempSubdirectory("postamt-cluster-").FullName;
        string[] arguments =
        [
            program ?? Checkout.Program, "try", "--cluster", "--json", "--data", folder, "--accounts", $"{PostOffice.AccountCount}", "--password", PostOffice.Password,
            .. Names.SelectMany(name => new[] { "--listen", $"{name}=127.0.0.1:0" }),
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (without is not null) start.Environment["POSTAMT_WITHOUT"] = without;
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            var ready = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(StartLimit, TestContext.Current.CancellationToken)
                ?? throw new InvalidOperationException($"the cluster ended before it was ready\n{await errors}");
            using var json = JsonDocument.Parse(ready);
            return new ClusterOffice(process, folder, json.RootElement);
        }
        catch
        {
            await EndAsync(process);
            throw;
        }
    }

    /// <summary>The machine whose PostgreSQL is the primary.</summary>
    public async Task<Machine> PrimaryAsync()
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < EndLimit;)
        {
            foreach (var machine in Machines)
            {
                if (await machine.IsPrimaryAsync()) return machine;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"there is no primary\n{Log}");
    }

    /// <summary>Every part is there again, and a standby confirms.</summary>
    public async Task WholeAsync()
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            var whole = true;
            foreach (var machine in Machines) whole &= await machine.IsWholeAsync();
            if (whole) return;
            Assert.True(clock.Elapsed < EndLimit, $"the cluster does not become whole again\n{Log}");
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>SIGTERM; gives its exit code.</summary>
    public Task<int> StopAsync() => EndAsync(_process);

    public async ValueTask DisposeAsync()
    {
        foreach (var machine in Machines) machine.Dispose();
        if (!_process.HasExited) await EndAsync(_process);
        _process.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    internal static Dictionary<string, IPEndPoint> Places(JsonElement listen) => listen.EnumerateObject().ToDictionary(entry => entry.Name, entry => IPEndPoint.Parse(entry.Value.GetString()!));

    private static async Task<int> EndAsync(Process process)
    {
        using var stop = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        using var deadline = new CancellationTokenSource(EndLimit);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("the cluster does not end");
        }

        return process.ExitCode;
    }

    /// <summary>What a node's runtime wrote when it ended: the node itself writes a JSON object a line.</summary>
    private static string LastWords(string file) => !Path.GetFileName(file).StartsWith("node", StringComparison.Ordinal)
        ? ""
        : string.Concat(Lines(file).Where(line => !line.StartsWith('{')).TakeLast(60).Select(line => line + "\n"));

    private static IEnumerable<string> Lines(string file)
    {
        using var reader = Open(file);
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static string Tail(string file)
    {
        using var reader = Open(file);
        reader.BaseStream.Seek(-Math.Min(reader.BaseStream.Length, 3_000), SeekOrigin.End);
        return reader.ReadToEnd();
    }

    private static StreamReader Open(string file) => new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
}
