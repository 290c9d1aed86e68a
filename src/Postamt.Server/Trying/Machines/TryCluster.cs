using System.Net;
using Postamt.Server.Options;
using Postamt.Server.Processes;
using Postamt.Server.Supervising;

namespace Postamt.Server.Trying.Machines;

/// <summary>
/// A cluster of three machines on this one: etcd, PostgreSQL under Patroni, HAProxy and a node on each, and a HAProxy in front. Started in the order in which
/// one needs the other, stopped in the reverse.
/// </summary>
internal sealed class TryCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ClusterPlan _plan;
    private readonly ClusterPrograms _programs;
    private readonly ClusterFolder _folder;
    private readonly MachineProbe _probe;
    private readonly ChildStarter _starter = new();
    private readonly TimeProvider _time;
    private readonly string? _user;

    private TryCluster(ClusterPlan plan, ClusterPrograms programs, ClusterFolder folder, string? user, TimeProvider time)
    {
        _plan = plan;
        _programs = programs;
        _folder = folder;
        _user = user;
        _time = time;
        _probe = new MachineProbe(plan, time);
    }

    internal List<Part> Etcd { get; } = [];

    internal List<Part> Patroni { get; } = [];

    internal List<Part> Proxies { get; } = [];

    internal List<Part> Nodes { get; } = [];

    internal static async Task<TryCluster> PrepareAsync(ClusterPlan plan, ClusterPrograms programs, TimeProvider time, CancellationToken cancellationToken)
    {
        // PostgreSQL refuses to run as root.
        var user = Environment.IsPrivilegedProcess ? "postgres" : null;
        var folder = new ClusterFolder(plan, programs, user, time);
        await folder.WriteAsync(cancellationToken);
        return new TryCluster(plan, programs, folder, user, time);
    }

    internal string NodeFolder(MachinePlan machine) => _folder.NodeOf(machine);

    /// <summary>Everything the nodes need.</summary>
    internal async Task StartDatabaseAsync(Action<string> done, CancellationToken cancellationToken)
    {
        foreach (var machine in ClusterPlan.Machines)
            Etcd.Add(await StartAsync("etcd", machine, _user, [_programs.Etcd, "--config-file", _folder.ConfigOf(machine, "etcd.yml")], ("client", ClusterPlan.EtcdClient), ("peer", ClusterPlan.EtcdPeer)));
        foreach (var machine in ClusterPlan.Machines) await UntilAsync(Etcd, () => _probe.EtcdIsUpAsync(machine), cancellationToken);
        done("etcd: three members");
        foreach (var machine in ClusterPlan.Machines)
            Patroni.Add(await StartAsync("patroni", machine, _user, [_programs.Patroni, _folder.ConfigOf(machine, "patroni.yml")], ("postgres", ClusterPlan.Postgres), ("rest", ClusterPlan.PatroniRest)));
        await UntilAsync(Patroni, () => _probe.DatabaseIsSafeAsync(ClusterPlan.Machines[0]), cancellationToken);
        done("PostgreSQL: a primary and two standbys under Patroni");
        foreach (var machine in ClusterPlan.Machines)
            Proxies.Add(await StartAsync("haproxy", machine, _user, [_programs.HaProxy, "-db", "-f", _folder.ConfigOf(machine, "haproxy-postgres.cfg")], ("postgres", ClusterPlan.PostgresProxy)));
    }

    internal async Task StartNodesAsync(Action<string> done, CancellationToken cancellationToken)
    {
        foreach (var machine in ClusterPlan.Machines)
        {
            string[] command = [.. ProgramFolder.Own.Command, "supervise", "--rest", "30", "--data", _folder.NodeOf(machine), "--spare-loopback", "--private-networks"];
            Nodes.Add(await StartAsync("node", machine, null, command, [.. Listening.Known.Where(known => known.Name != "lmtp").Select(known => (known.Name, known.Port))]));
        }
        foreach (var machine in ClusterPlan.Machines) await UntilAsync(Nodes, () => _probe.NodeIsReadyAsync(machine), cancellationToken);
        done("Three nodes");
        var front = new Part("front", _user, [_programs.HaProxy, "-db", "-f", _folder.FrontConfig], _plan.Folder, LogOf("front"), _plan.Front, _time);
        await front.StartAsync(_starter);
        Proxies.Add(front);
        await UntilAsync(Proxies, () => IsOpenAsync(_plan.Front.Values.First()), cancellationToken);
        done("HAProxy: one address in front of all");
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(Proxies.Where(proxy => proxy.Name == "front"));
        await EndAsync(Nodes);
        await EndAsync(Proxies.Where(proxy => proxy.Name != "front"));
        await EndAsync(Patroni);
        await EndAsync(Etcd);
        _starter.Dispose();
        _probe.Dispose();
    }

    private static Task EndAsync(IEnumerable<Part> parts) => Task.WhenAll(parts.Select(async part =>
    {
        await part.StopAsync(TimeSpan.FromSeconds(40));
        await part.DisposeAsync();
    }));

    private async Task<Part> StartAsync(string what, MachinePlan machine, string? user, IReadOnlyList<string> command, params (string Name, int Port)[] listen)
    {
        var name = $"{what}{machine.Number}";
        var part = new Part(name, user, command, _plan.FolderOf(machine), LogOf(name), listen.ToDictionary(each => each.Name, each => _plan.EndPoint(machine, each.Port)), _time);
        await part.StartAsync(_starter);
        return part;
    }

    private string LogOf(string name) => Path.Combine(_plan.Logs, name + ".log");

    /// <exception cref="OptionException">One of the parts has ended, or nothing came of it in time.</exception>
    private async Task UntilAsync(List<Part> parts, Func<Task<bool>> question, CancellationToken cancellationToken)
    {
        try
        {
            await _probe.UntilAsync(async () => parts.Find(part => part.HasExited) is { } ended ? throw new OptionException(Ended(ended)) : await question(), Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new OptionException($"The cluster does not come up: {parts[0].Name} and its like are not ready after {Patience.TotalMinutes:0} minutes. {Ended(parts[0])}");
        }
    }

    private static string Ended(Part part) => $"The last lines of {part.Log}:{Environment.NewLine}{part.LastWords()}";

    private static async Task<bool> IsOpenAsync(IPEndPoint endPoint)
    {
        using var client = new System.Net.Sockets.TcpClient();
        try
        {
            await client.ConnectAsync(endPoint);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
