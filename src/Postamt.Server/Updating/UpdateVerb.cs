using System.CommandLine;
using Postamt.Server.Options;
using Postamt.Server.Verbs;

namespace Postamt.Server.Updating;

/// <summary><c>cluster update</c>: has another version put in place on all nodes, one after the other, watches it, and says how it went.</summary>
internal static class UpdateVerb
{
    internal static Command Make(IVerbHost host)
    {
        var to = new Option<string>("--to") { Description = "Folder of the version, the same on each node", HelpName = "DIR", Required = true };
        var command = new Command("update", "Puts another version in place, node by node, while mail flows");
        command.Options.Add(to);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var data = new OptionSource(parsed.GetValue(Verb.Data)).Data;
            var target = ProgramFolderOf(parsed.GetValue(to)!);
            return await new UpdateRun(host, data, parsed.GetValue(Verb.Json), TimeProvider.System).RunAsync(target, cancellationToken);
        });
        return command;
    }

    private static string ProgramFolderOf(string path) => Supervising.ProgramFolder.Of(path).Path;
}
