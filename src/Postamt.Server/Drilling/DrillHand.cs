using System.Net;
using System.Text.Json;
using Postamt.Directory.Operations;
using Postamt.Mail.Addresses;
using Postamt.Operations.Canary;
using Postamt.Operations.Drills;
using Postamt.Server.Processes;
using Postamt.Server.Local;
using Postamt.Server.Options;
using Postamt.Sql.Engines;

namespace Postamt.Server.Drilling;

/// <summary>What a drill needs of the installation: its nodes, an account for canary mail, and what of this machine can be broken.</summary>
internal sealed class DrillHand
{
    /// <summary>Longer than a lease.</summary>
    private static readonly TimeSpan FreezeLength = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan CutLength = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PretendedLength = TimeSpan.FromSeconds(20);

    private readonly LocalNode _node;
    private readonly string _name;
    private readonly TimeProvider _time;
    private MailProbe? _probe;

    private DrillHand(LocalNode node, JsonElement status, string? patroni, TimeProvider time)
    {
        (_node, _name, _time) = (node, status.GetProperty("node").GetString()!, time);
        var process = status.GetProperty("processId").GetInt32();
        var looks = new NodeLooks(node, ProbeAsync, DoorAsync, time);
        Drills =
        [
            new KillNode(process, status.GetProperty("supervised").GetBoolean()),
            new FrozenProcess("freeze-node", "stops this machine's node beyond its lease (SIGSTOP) and lets it go on", process, "", FreezeLength, time),
            new DatabaseFailover(patroni ?? Found("/etc/postamt/patroni.yml") ?? Found(Path.Combine(node.Data, "..", "patroni.yml"))),
            new FrozenProcess(
                "database-partition", "cuts this machine's node off from the database: the proxy that leads to it stands still", Proxy(node.Data),
                "The node does not reach its database through a proxy on this machine that this user may stop.", CutLength, time),
            new PretendedFault(
                DrillSwitches.DiskFull, "has this machine's node say that its disk has no room for mail: senders go to another, readers are served", node, PretendedLength, null, (_, abort) => looks.DiskIsFullAsync(abort), time),
            new PretendedFault(
                DrillSwitches.DnsDown, "has this machine's node get no answer from DNS: mail to elsewhere waits, and none is given up", node, PretendedLength, null,
                (_, abort) => looks.DnsIsDownAsync(PretendedLength - TimeSpan.FromSeconds(5), abort), time),
            new PretendedFault(
                DrillSwitches.CertificateSwap, "has this machine's node show another certificate, and the first one again: sessions go on, new ones begin", node, PretendedLength, looks.OpenAsync,
                (before, abort) => looks.CertificateIsSwappedAsync(before!, abort), time),
        ];
    }

    internal string Data => _node.Data;

    internal IReadOnlyList<IDrill> Drills { get; }

    /// <exception cref="OptionException">No server runs on the data folder.</exception>
    internal static async Task<DrillHand> OpenAsync(LocalNode node, string? patroni, TimeProvider time)
    {
        return new DrillHand(node, await node.AskAsync("node", "status"), patroni, time);
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
        var nodes = (await _node.AskAsync("node", "list")).EnumerateArray().Where(IsReady);
        List<DrillDoors> doors = [.. nodes.Select(each => new DrillDoors(each.GetProperty("name").GetString()!, Door(each, "smtp"), Door(each, "imap")))];
        return new DrillTraffic(await ProbeAsync(), doors, _time);
    }

    /// <summary>The account of drills; it has a new password with each one.</summary>
    private async Task<MailProbe> ProbeAsync()
    {
        if (_probe is not null) return _probe;
        var account = await _node.AskAsync("drill", "account");
        return _probe = new MailProbe(
            EmailAddress.Parse(account.GetProperty("address").GetString()!), new Secret(account.GetProperty("password").GetString()!), LocalNode.IsProxied(account));
    }

    /// <summary>Of this machine's node.</summary>
    private async Task<IPEndPoint> DoorAsync(string listener) => Door((await _node.AskAsync("node", "list")).EnumerateArray().First(each => each.GetProperty("name").GetString() == _name), listener);

    private static bool IsReady(JsonElement node) => State(node) == "ready" && !node.GetProperty("silent").GetBoolean();

    private static string State(JsonElement node) => node.GetProperty("state").GetString()!;

    private static IPEndPoint Door(JsonElement node, string listener) => node.GetProperty("doors").TryGetProperty(listener, out var text)
        ? IPEndPoint.Parse(text.GetString()!)
        : throw new OptionException($"{node.GetProperty("name").GetString()} does not listen for {listener} at an address that is known here; canary mail goes through it. Give it one, as in --listen {listener}=192.0.2.1:PORT.");

    private static string? Found(string path) => File.Exists(path) ? Path.GetFullPath(path) : null;

    private static int? Proxy(string data)
    {
        if (new OptionSource(data).Text("database") is not { } database) return null;
        var place = PostgresEngine.PlaceOf(database);
        return IPEndPoint.TryParse(place[(place.LastIndexOf(' ') + 1)..], out var endPoint) && IPAddress.IsLoopback(endPoint.Address) ? ProcessSignal.Listening(endPoint) : null;
    }
}
