using System.CommandLine;
using System.Globalization;
using Postamt.Cluster.Rollouts;
using Postamt.Server.Hosting;
using Postamt.Server.Supervising;
using Postamt.Server.Updating;

namespace Postamt.Server.Verbs;

/// <summary><c>cluster status|update|stop</c>: versions on the nodes of an installation.</summary>
internal static class ClusterVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var to = new Option<string>("--to") { Description = "Folder of the version, or package with its hash", HelpName = "DIR", Required = true };
        var begin = Verb.Make(host, "begin", "Begins an update and does not wait for it", (parsed, office) => BeginAsync(host, parsed, office, parsed.GetValue(to)!), to);
        return Verb.Group(
            "cluster",
            "All nodes together: which version they run, and putting another in place",
            Verb.Make(host, "status", "Shows the last update and how far it is", async (parsed, office) => Print(host, parsed, await office.Rollouts.LastAsync(default), [])),
            UpdateVerb.Make(host),
            begin,
            Verb.Make(host, "stop", "Stops an update: no further node is touched", async (parsed, office) =>
                await office.Rollouts.LastAsync(default) is { State: RolloutState.UnderWay } rollout && await office.Rollouts.StopAsync(rollout.Id, $"stopped by {Verb.Actor.Name}", takesBack: false, default)
                    ? Print(host, parsed, await office.Rollouts.LastAsync(default), [])
                    : VerbResult.Refuse(host, "no-update", "No update is under way.")));
    }

    private static async ValueTask<int> BeginAsync(IVerbHost host, ParseResult parsed, OfficeData office, string target)
    {
        if (office.Control is null) return VerbResult.Refuse(host, "not-running", $"No server runs on the data folder {Path.GetFullPath(office.Options.Data)}; a server that does not run is updated by starting another version.");
        if (SupervisedNode.OwnProgram is not { } origin) return NotSupervised(host, "This server was");
        var all = await office.Nodes.LookAsync(default);
        var nodes = all.Where(node => node.State != "stopped").ToList();
        if (nodes.Find(node => !node.Serves) is { } troubled)
            return VerbResult.Refuse(host, "not-ready", $"{troubled}: an update is begun when all nodes serve. One that is gone for good goes off the list with postamt node forget {troubled.Name}.");
        if (nodes.Find(node => node.Info.Report.Program is null) is { } alone) return NotSupervised(host, $"{alone.Name} was");
        var folder = ProgramFolder.Of(target, office.Options.Data).Name;
        if (nodes.TrueForAll(node => node.Info.Report.Program == folder))
            return VerbResult.Refuse(host, "runs-already", $"All nodes run from {folder} already. Each version needs a folder of its own; put the new one beside it, and name that.");
        return await office.Rollouts.BeginAsync(folder, origin, [.. nodes.Select(node => node.Name)], Verb.Actor, default) is { } begun
            ? Print(host, parsed, begun, [.. all.Where(node => node.State == "stopped").Select(node => node.Name)])
            : VerbResult.Refuse(host, "update-under-way", "An update is under way; see postamt cluster status, or end it with postamt cluster stop.");
    }

    private static int NotSupervised(IVerbHost host, string who) =>
        VerbResult.Refuse(host, "not-supervised", $"{who} started by postamt serve, and nobody would start another version in its place. Start it with postamt supervise.");

    private static int Print(IVerbHost host, ParseResult parsed, Rollout? rollout, IReadOnlyList<string> leftOut) => rollout is null
        ? VerbResult.Refuse(host, "no-update", "There was no update yet.")
        : VerbResult.Print(host, parsed.GetValue(Verb.Json), new { rollout, leftOut }, Sentence(rollout));

    private static string Sentence(Rollout rollout)
    {
        var nodes = string.Join(", ", rollout.Nodes.Select(node => $"{node.Name} {(node.DoneAt is not null ? "done" : node.Name == rollout.Holder ? "being replaced" : "not yet")}"));
        var state = rollout.State switch { RolloutState.Done => "done", RolloutState.Stopped when rollout.Restores is null => $"stopped: {rollout.Reason}", RolloutState.Stopped => "stopped", _ => "under way" };
        if (rollout.Restores is not null) state = $"{state}, because the update to {rollout.Origin} failed: {rollout.Reason}";
        return string.Create(CultureInfo.InvariantCulture, $"{(rollout.Restores is null ? "Update" : "Way back")} to {rollout.Target}, begun {rollout.BegunAt:yyyy-MM-dd HH:mm:ss'Z'} by {rollout.BegunBy}: {state}. {nodes}.");
    }
}
