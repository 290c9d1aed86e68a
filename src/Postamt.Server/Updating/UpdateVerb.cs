using System.CommandLine;
using Postamt.Server.Local;
using Postamt.Server.Options;
using Postamt.Server.Supervising;
using Postamt.Server.Verbs;

namespace Postamt.Server.Updating;

/// <summary><c>cluster update</c>: has another version put in place on all nodes, one after the other, watches it, and says how it went.</summary>
internal static class UpdateVerb
{
    /// <summary>More would measure themselves.</summary>
    private const int MostProbes = 100;

    internal static Command Make(IVerbHost host)
    {
        var to = new Option<string>("--to") { Description = "Folder or package (tar.gz) of the version, at the same place on each node", HelpName = "DIR|PACKAGE", Required = true };
        var command = new Command("update", "Puts another version in place, node by node, while mail flows");
        var probes = new Option<int>("--probes-per-second") { Description = "How often it is asked meanwhile whether mail is taken", HelpName = "N", DefaultValueFactory = static _ => 10 };
        probes.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostProbes) result.AddError($"--probes-per-second is a number from 1 to {MostProbes}.");
        });
        command.Options.Add(to);
        command.Options.Add(probes);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var node = new LocalNode(new OptionSource(parsed.GetValue(Verb.Data)).Data);
            var path = parsed.GetValue(to)!;
            var target = File.Exists(path) ? ProgramPackage.NameOf(path) : ProgramFolder.Of(path, node.Data).Name;
            return await new UpdateRun(host, node, parsed.GetValue(Verb.Json), parsed.GetValue(probes), TimeProvider.System).RunAsync(target, cancellationToken);
        });
        return command;
    }
}
