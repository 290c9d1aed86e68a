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
        var to = new Option<string>("--to") { Description = "Folder or package (tar.gz) of the version, at the same place on each node", HelpName = "DIR|PACKAGE", Required = true };
        var command = new Command("update", "Puts another version in place, node by node, while mail flows");
        command.Options.Add(to);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var node = new LocalNode(new OptionSource(parsed.GetValue(Verb.Data)).Data);
            var path = parsed.GetValue(to)!;
            var target = File.Exists(path) ? ProgramPackage.NameOf(path) : ProgramFolder.Of(path, node.Data).Name;
            return await new UpdateRun(host, node, parsed.GetValue(Verb.Json), TimeProvider.System).RunAsync(target, cancellationToken);
        });
        return command;
    }
}
