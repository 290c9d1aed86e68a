using System.Net;
using System.Text.Json;
using Postamt.Directory.Operations;
using Postamt.Mail.Addresses;
using Postamt.Operations.Canary;
using Postamt.Operations.Drills;
using Postamt.Server.Options;
using Postamt.Sql.Engines;

namespace Postamt.Server.Drilling;

/// <summary>What a drill needs of the installation: its nodes, an account for canary mail, and what of this machine can be broken.</summary>
internal sealed class DrillHand
{
    /// <summary>Longer than a lease.</summary>
    private static readonly TimeSpan FreezeLength = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan CutLength = TimeSpan.FromSeconds(30);

    private readonly LocalNode _node;
    private readonly TimeProvider _time;

    private DrillHand(LocalNode node, IReadOnlyList<IDrill> drills, TimeProvider time) => (_node, Drills, _time) = (node, drills, time);

    internal string Data => _node.Data;

    internal IReadOnlyList<IDrill> Drills { get; }

    /// <exception cref="OptionException">No server runs on the data folder.</exception>
    internal static async Task<DrillHand> OpenAsync(LocalNode node, string? patroni, TimeProvider time)
    {
        var status = await node.AskAsync("node", "status");
        var process = status.GetProperty("processId").GetInt32();
        IDrill[] drills =
        [
            new KillNode(process, status.GetProperty("supervised").GetBoolean()),
            new FrozenProcess("freeze-node", "stops this machine's node beyond its lease (SIGSTOP) and lets it go on", process, "", FreezeLength, time),
            new DatabaseFailover(patroni ?? Found("/etc/postamt/patroni.yml") ?? Found(Path.Combine(node.Data, "..", "patroni.yml"))),
            new FrozenProcess(
                "database-partition", "cuts this machine's node off from the database: the proxy that leads to it stands still", Proxy(node.Data),
                "The node does not reach its database through a proxy on this machine that this user may stop.", CutLength, time),
        ];
        return new DrillHand(node, drills, time);
    }

    /// <summary>A drill begins when everything is whole; null then.</summary>
    internal async Task<string?> TroubleAsync()
    {
        var nodes = (await _node.AskAsync("node", "list")).EnumerateArray().ToList();
        if (nodes.Count(IsReady) < 2) return "Fewer than two nodes serve: what is broken now would be missed by everybody, not only by canary mail.";
        return nodes.Find(each => !IsReady(each) && State(each) != "stopped") is { ValueKind: JsonValueKind.Object } troubled
            ? $"{troubled.GetProperty("name").GetString()} says \"{State(troubled)}\": a drill begins when all nodes serve."
            : null;
    }

    /// <summary>All nodes that did not stop in order serve.</summary>
    internal async Task<bool> IsWholeAsync(CancellationToken cancellationToken) =>
        await _node.TryAskAsync("node", "list") is { } nodes && nodes.EnumerateArray().All(each => IsReady(each) || State(each) == "stopped");

    internal async Task<DrillTraffic> TrafficAsync()
    {
        var account = await _node.AskAsync("drill", "account");
        var nodes = (await _node.AskAsync("node", "list")).EnumerateArray().Where(IsReady);
        List<DrillDoors> doors = [.. nodes.Select(each => new DrillDoors(each.GetProperty("name").GetString()!, Door(each, "smtp"), Door(each, "imap")))];
        List<IPNetwork> proxies = [.. account.GetProperty("proxies").EnumerateArray().Select(each => IPNetwork.Parse(each.GetString()!))];
        var probe = new MailProbe(
            EmailAddress.Parse(account.GetProperty("address").GetString()!), new Secret(account.GetProperty("password").GetString()!), address => proxies.Exists(network => network.Contains(address)));
        return new DrillTraffic(probe, doors, _time);
    }

    private static bool IsReady(JsonElement node) => State(node) == "ready" && !node.GetProperty("silent").GetBoolean();

    private static string State(JsonElement node) => node.GetProperty("state").GetString()!;

    private static IPEndPoint Door(JsonElement node, string listener) => node.GetProperty("listen").TryGetProperty(listener, out var text)
        ? IPEndPoint.Parse(text.GetString()!)
        : throw new OptionException($"{node.GetProperty("name").GetString()} does not listen for {listener}, through which canary mail goes.");

    private static string? Found(string path) => File.Exists(path) ? Path.GetFullPath(path) : null;

    private static int? Proxy(string data)
    {
        if (new OptionSource(data).Text("database") is not { } database) return null;
        var place = PostgresEngine.PlaceOf(database);
        return IPEndPoint.TryParse(place[(place.LastIndexOf(' ') + 1)..], out var endPoint) && IPAddress.IsLoopback(endPoint.Address) ? ProcessSignal.Listening(endPoint) : null;
    }
}
