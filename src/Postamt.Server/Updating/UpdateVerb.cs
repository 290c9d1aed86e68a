using System.CommandLine;
using Postamt.Server.Local;
using Postamt.Server.Options;
using Postamt.Server.Supervising;
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
            var node = new LocalNode(new OptionSource(parsed.GetValue(Verb.Data)).Data);
            var target = ProgramFolder.Of(parsed.GetValue(to)!).Path;
            return await new UpdateRun(host, node, parsed.GetValue(Verb.Json), TimeProvider.System).RunAsync(target, cancellationToken);
        });
        return command;
    }
}
