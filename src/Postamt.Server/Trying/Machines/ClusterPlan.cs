using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Postamt.Server.Options;

namespace Postamt.Server.Trying.Machines;

/// <summary>Three machines on one: loopback addresses, ports, passwords and folders of a cluster that is tried out.</summary>
internal sealed class ClusterPlan
{
    /// <summary>The standard ports of what runs beside a node, as in the deployed files.</summary>
    internal const int EtcdClient = 2379, EtcdPeer = 2380, Postgres = 5432, PatroniRest = 8008, PostgresProxy = 6432;

    private static readonly string[] Purposes = ["patroni", "superuser", "replication", "rewind", "postamt"];

    private readonly Lasting _lasting;

    private ClusterPlan(string folder, Lasting lasting, IReadOnlyDictionary<string, IPEndPoint> front)
    {
        Folder = folder;
        _lasting = lasting;
        Front = front;
    }

    internal static IReadOnlyList<MachinePlan> Machines { get; } = [new(1), new(2), new(3)];

    /// <summary>Whose connections to the nodes begin with a PROXY header.</summary>
    internal static IPAddress ProxySource { get; } = IPAddress.Parse("127.0.0.10");

    internal string Folder { get; }

    internal string Tls => Path.Combine(Folder, "tls");

    internal string Logs => Path.Combine(Folder, "logs");

    internal string SecretKey => Path.Combine(Folder, "secret.key");

    /// <summary>Where clients connect, by the names of <see cref="Listening"/>.</summary>
    internal IReadOnlyDictionary<string, IPEndPoint> Front { get; }

    internal string FolderOf(MachinePlan machine) => Path.Combine(Folder, machine.Name);

    /// <summary>Where a machine has what stands at a standard port.</summary>
    internal IPEndPoint EndPoint(MachinePlan machine, int standardPort) => new(machine.Address, _lasting.Ports[standardPort]);

    internal string Password(string purpose) => _lasting.Passwords[purpose];

    /// <summary>Takes the standard ports where they are free on all machines, others where they are not. A folder that had a cluster keeps what it had.</summary>
    /// <param name="front">Where clients are to connect; port 0 takes a free one.</param>
    internal static ClusterPlan Make(string folder, IReadOnlyList<Listening> front)
    {
        var kept = Path.Combine(folder, "cluster.json");
        var lasting = File.Exists(kept) ? JsonSerializer.Deserialize<Lasting>(File.ReadAllText(kept))! : Lasting.Choose();
        OwnersFile.Write(kept, JsonSerializer.Serialize(lasting));
        var open = new Dictionary<string, IPEndPoint>();
        foreach (var each in front)
        {
            // LMTP asks nobody to sign in, and stays inside.
            if (each.Name == "lmtp" || each.EndPoint is not { } wanted) continue;
            open[each.Name] = new IPEndPoint(wanted.Address, FreePort.On([wanted.Address], wanted.Port, open.Values.Select(taken => taken.Port)));
        }
        return new ClusterPlan(Path.GetFullPath(folder), lasting, open);
    }

    /// <param name="Ports">By standard port; the same on all machines.</param>
    private sealed record Lasting(Dictionary<int, int> Ports, Dictionary<string, string> Passwords)
    {
        internal static Lasting Choose()
        {
            var ports = new Dictionary<int, int>();
            IPAddress[] machines = [.. Machines.Select(machine => machine.Address)];
            foreach (var port in (int[])[EtcdClient, EtcdPeer, Postgres, PatroniRest, PostgresProxy]) ports[port] = FreePort.On(machines, port, ports.Values);
            foreach (var (_, port, tryPort, _) in Listening.Known) ports[port] = FreePort.On(machines, tryPort, ports.Values);
            return new Lasting(ports, Purposes.ToDictionary(purpose => purpose, _ => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 24)));
        }
    }
}
