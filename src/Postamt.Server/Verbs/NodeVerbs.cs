using System.CommandLine;
using System.Globalization;
using Postamt.Server.Hosting;
using Postamt.Server.Options;

namespace Postamt.Server.Verbs;

/// <summary><c>node status|drain|resume</c>: the running node of this data folder.</summary>
internal static class NodeVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var notice = new Option<double?>("--notice") { Description = "Seconds from \"not ready\" to the closing of the listeners (default 3 with --database, else 0)", HelpName = "SECONDS" };
        return Verb.Group(
            "node",
            "The running node: take it out of service and back",
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
        new { node = office.Options.Node, phase = node.Readiness.Phase, ready = node.Readiness.IsReady, state = node.Readiness.ToString() },
        $"{office.Options.Node}: {node.Readiness}");

    private static int NotRunning(IVerbHost host, OfficeData office) =>
        VerbResult.Refuse(host, "not-running", $"No server runs on the data folder {Path.GetFullPath(office.Options.Data)}; start it with postamt serve.");
}
