using System.Net;
using System.Text.Json;
using Postamt.Load.Machines;
using Postamt.Load.Processes;
using Postamt.Load.Servers;

namespace Postamt.Load.Cluster;

/// <summary>Three machines on one, as <c>postamt try --cluster --json</c> starts them, behind their balancer.</summary>
internal sealed class ClusterServer : IMailServer
{
    private const string Password = "bench-Pass-1";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    private readonly ServerProcess _process;
    private readonly Dictionary<string, IPEndPoint> _listen;
    private readonly string _data;

    private ClusterServer(ServerProcess process, JsonElement ready)
    {
        _process = process;
        _data = ready.GetProperty("data").GetString()!;
        _listen = ready.GetProperty("listen").EnumerateObject().ToDictionary(entry => entry.Name, entry => IPEndPoint.Parse(entry.Value.GetString()!));
        Accounts = [.. ready.GetProperty("accounts").EnumerateArray().Select(entry => new MailAccount(entry.GetProperty("address").GetString()!, entry.GetProperty("password").GetString()!))];
        Nodes = Ids(ready, "nodes", "pid");
        Databases = Ids(ready, "postgres", "postmaster");
        Proxies = Ids(ready, "haproxy", "pid");
    }

    public string Name => "Postamt, three machines";

    public string Settings => "Postamt: `postamt try --cluster`: three nodes, PostgreSQL on three members with one synchronous standby, HAProxy; all on this machine.";

    public IPEndPoint Smtp => _listen["smtp"];

    public IPEndPoint Imap => _listen["imap"];

    public IPEndPoint Imaps => _listen["imaps"];

    public IReadOnlyList<MailAccount> Accounts { get; }

    public IReadOnlyList<int> Processes => [_process.Id];

    internal IReadOnlyList<int> Nodes { get; }

    /// <summary>The first process of each PostgreSQL.</summary>
    internal IReadOnlyList<int> Databases { get; }

    internal IReadOnlyList<int> Proxies { get; }

    internal static async Task<ClusterServer> StartAsync(WorkFolder work, int accounts, CancellationToken cancellationToken)
    {
        var process = new ServerProcess("dotnet", [Checkout.Program, "try", "--cluster", "--json", "--data", work.Folder("cluster"), "--accounts", $"{accounts}", "--password", Password], work.Path);
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(StartLimit);
            var ready = await process.Output.ReadLineAsync(deadline.Token) ?? throw new LoadException($"The cluster ended before it was ready:\n{process.Said}");
            using var json = JsonDocument.Parse(ready);
            return new ClusterServer(process, json.RootElement);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes a node out of service, or back.</summary>
    internal async Task SayAsync(int node, string verb, CancellationToken cancellationToken)
    {
        var said = await ForeignProgram.RunAsync("dotnet", [Checkout.Program, "node", verb, "--data", Path.Combine(_data, $"machine{node + 1}", "node")], cancellationToken);
        if (said.ExitCode != 0) throw new LoadException($"{said.Command} ended with {said.ExitCode}: {said.Error}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static List<int> Ids(JsonElement ready, string kind, string name) => [.. ready.GetProperty(kind).EnumerateArray().Select(entry => entry.GetProperty(name).GetInt32())];
}
