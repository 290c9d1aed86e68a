using System.CommandLine;
using System.Globalization;
using Postamt.Cluster.Rollouts;
using Postamt.Operations.Readiness;
using Postamt.Server.Hosting;
using Postamt.Server.Options;
using Postamt.Server.Supervising;

namespace Postamt.Server.Verbs;

/// <summary><c>node list|forget</c>: the nodes of the installation; <c>node status|drain|resume</c>: the running node of this data folder.</summary>
internal static class NodeVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var notice = new Option<double?>("--notice") { Description = "Seconds from \"not ready\" to the closing of the listeners (default 3 with --database, else 0)", HelpName = "SECONDS" };
        var gone = new Argument<string>("name") { Description = "The node's name, as in node list" };
        return Verb.Group(
            "node",
            "The nodes of this installation; take this one out of service and back",
            Verb.Make(host, "list", "Lists the nodes and what each last said of itself", async (parsed, office) => List(host, parsed, office, await office.Nodes.LookAsync(default))),
            Verb.Make(host, "forget", "Takes a node that is gone for good off the list", async (parsed, office) =>
            {
                var name = parsed.GetValue(gone)!;
                if (await office.Rollouts.LastAsync(default) is { State: RolloutState.UnderWay } rollout && rollout.Nodes.Any(node => node.Name == name && node.DoneAt is null))
                    return VerbResult.Refuse(host, "update-under-way", $"An update is under way that waits for {name}; end it first with postamt cluster stop.");
                return await office.Registry.ForgetAsync(name, default)
                    ? VerbResult.Print(host, parsed.GetValue(Verb.Json), new { forgotten = name }, $"{name} is off the list.")
                    : VerbResult.Refuse(host, "no-node", $"There is no node {name}; see postamt node list.");
            }, gone),
            Verb.Make(host, "status", "Shows what the node is doing", (parsed, office) => new(Running(office) is { } node
                ? Print(host, parsed, office, node)
                : NotRunning(host, office))),
            Verb.Make(host, "drain", "Lets everything under way come to its end; the process stays", async (parsed, office) =>
            {
                if (Running(office) is not { } node) return NotRunning(host, office);
                await node.DrainAsync(Notice(parsed.GetValue(notice)));
                return Print(host, parsed, office, node);
            }, notice),
            Verb.Make(host, "resume", "Takes a drained node back into service", async (parsed, office) =>
            {
                if (Running(office) is not { } node) return NotRunning(host, office);
                await node.ResumeAsync(CancellationToken.None);
                return Print(host, parsed, office, node);
            }));
    }

    private static int List(IVerbHost host, ParseResult parsed, OfficeData office, IReadOnlyList<LivingNode> nodes) => VerbResult.Print(
        host,
        parsed.GetValue(Verb.Json),
        nodes,
        node => new { node.Name, node.Info.Report.Version, node.Info.Report.Program, node.Info.Report.Roles, node.State, node.Info.SeenAt, node.Info.Report.StartedAt, epoch = node.Info.Report.Node.Epoch, node.Info.Report.Listen, doors = Doors(node, office), silent = node.IsSilent },
        ("Node", node => node.Name),
        ("Version", node => node.Info.Report.Version),
        ("State", node => node.IsSilent ? $"silent; last said: {node.State}" : node.State),
        ("Roles", node => node.Info.Report.Roles),
        ("Seen", node => string.Create(CultureInfo.InvariantCulture, $"{node.SilentFor.TotalSeconds:0} s ago")),
        ("Running since", node => node.Info.Report.StartedAt.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ("Listening", node => string.Join(' ', node.Info.Report.Listen.Select(each => $"{each.Key}={each.Value}"))));

    /// <summary>Where each listener is reached from this node.</summary>
    private static Dictionary<string, string> Doors(LivingNode node, OfficeData office) =>
        node.Info.Report.Listen.Keys.Select(name => (name, Door: node.Door(name, office.Options.Node))).Where(each => each.Door is not null).ToDictionary(each => each.name, each => each.Door!.ToString());

    private static INodeControl? Running(OfficeData office) => office.Control;

    private static TimeSpan? Notice(double? seconds)
    {
        if (seconds is not { } given) return null;
        return given >= 0 && given <= DrainLimits.MostNotice.TotalSeconds
            ? TimeSpan.FromSeconds(given)
            : throw new OptionException(string.Create(CultureInfo.InvariantCulture, $"--notice {given}: 0 to {DrainLimits.MostNotice.TotalSeconds} seconds."));
    }

    private static int Print(IVerbHost host, ParseResult parsed, OfficeData office, INodeControl node) => VerbResult.Print(
        host,
        parsed.GetValue(Verb.Json),
        new { node = office.Options.Node, phase = node.Readiness.Phase, ready = node.Readiness.IsReady, state = node.Readiness.ToString(), processId = Environment.ProcessId, supervised = SupervisedNode.OwnProgram is not null, proxies = office.Options.TrustedProxies.Select(network => network.ToString()) },
        $"{office.Options.Node}: {node.Readiness}");

    private static int NotRunning(IVerbHost host, OfficeData office) =>
        VerbResult.Refuse(host, "not-running", $"No server runs on the data folder {Path.GetFullPath(office.Options.Data)}; start it with postamt supervise.");
}
