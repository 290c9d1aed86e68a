using System.CommandLine;
using System.Globalization;
using Postamt.Cluster.Nodes;
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
            Verb.Make(host, "list", "Lists the nodes and what each last said of itself", async (parsed, office) => List(host, parsed, office, await office.Registry.ListAsync(default))),
            Verb.Make(host, "forget", "Takes a node that is gone for good off the list", async (parsed, office) =>
            {
                var name = parsed.GetValue(gone)!;
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

    private static int List(IVerbHost host, ParseResult parsed, OfficeData office, IReadOnlyList<NodeInfo> nodes)
    {
        var now = office.Time.GetUtcNow();
        return VerbResult.Print(
            host,
            parsed.GetValue(Verb.Json),
            nodes,
            node => new { node.Name, node.Report.Version, node.Report.State, node.SeenAt, node.Report.StartedAt, epoch = node.Report.Node.Epoch, node.Report.Listen, silent = IsSilent(node, now) },
            ("Node", node => node.Name),
            ("Version", node => node.Report.Version),
            ("State", node => IsSilent(node, now) ? $"silent; last said: {node.Report.State}" : node.Report.State),
            ("Seen", node => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (now - node.SeenAt).TotalSeconds):0} s ago")),
            ("Running since", node => node.Report.StartedAt.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            ("Listening", node => string.Join(' ', node.Report.Listen.Select(each => $"{each.Key}={each.Value}"))));
    }

    /// <summary>Three words were missed, and clocks may differ by as much as two.</summary>
    private static bool IsSilent(NodeInfo node, DateTimeOffset now) => node.Report.State != "stopped" && now - node.SeenAt > 5 * NodeHeartbeat.Interval;

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
        new { node = office.Options.Node, phase = node.Readiness.Phase, ready = node.Readiness.IsReady, state = node.Readiness.ToString(), processId = Environment.ProcessId, supervised = SupervisedNode.IsOne },
        $"{office.Options.Node}: {node.Readiness}");

    private static int NotRunning(IVerbHost host, OfficeData office) =>
        VerbResult.Refuse(host, "not-running", $"No server runs on the data folder {Path.GetFullPath(office.Options.Data)}; start it with postamt serve.");
}
