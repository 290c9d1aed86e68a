using System.CommandLine;
using Postamt.Cluster.Identity;
using Postamt.Server.Hosting;
using Postamt.Server.Options;

namespace Postamt.Server.Verbs;

/// <summary>What all data verbs share: --data, --json, and running on the post office wherever it is open.</summary>
internal sealed class Verb
{
    internal static Option<string?> Data { get; } = new("--data") { Description = "Data folder (default ./data)", HelpName = "DIR", Recursive = true };

    internal static Option<string?> Database { get; } = new("--database") { Description = "PostgreSQL, where the post office was started with it", HelpName = "TEXT", Recursive = true };

    internal static Option<string?> Copies { get; } = new("--copies") { Description = "With --database: 2 (default) or 1", HelpName = "1|2", Recursive = true };

    internal static Option<string?> ContentKey { get; } = new("--content-key") { Description = "Content keys, where the post office was started with them", HelpName = "FILE", Recursive = true };

    internal static Option<bool> Json { get; } = new("--json") { Description = "Print JSON", Recursive = true };

    /// <summary>Who changes things from the command line: the person logged in to this machine.</summary>
    internal static Actor Actor => Actor.Operator(Environment.UserName);

    internal static Command Make(IVerbHost host, string name, string description, Func<ParseResult, OfficeData, ValueTask<int>> work, params Symbol[] parts)
    {
        var command = new Command(name, description);
        foreach (var part in parts)
        {
            if (part is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)part);
        }
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = new OptionSource(parsed.GetValue(Data));
            var options = new StartOptions
            {
                Data = source.Data,
                Database = parsed.GetValue(Database) ?? source.Text("database"),
                Copies = OptionText.Copies(parsed.GetValue(Copies) ?? source.Text("copies")),
                SecretKeyFile = source.Text("secret-key"),
                ContentKeyFile = parsed.GetValue(ContentKey) ?? source.Text("content-key"),
                DnsServers = OptionText.EndPoints("dns", source.Text("dns")),
            };
            if (source.Text("hostname") is { } hostName) options = options with { HostName = hostName };
            return await host.WithOfficeAsync(options, office => work(parsed, office), cancellationToken);
        });
        return command;
    }

    internal static Command Group(string name, string description, params Command[] commands)
    {
        var group = new Command(name, description);
        foreach (var command in commands) group.Subcommands.Add(command);
        return group;
    }
}
