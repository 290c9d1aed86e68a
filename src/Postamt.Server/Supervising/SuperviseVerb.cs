using System.CommandLine;
using Microsoft.Extensions.Logging;
using Postamt.Server.Hosting;
using Postamt.Server.Options;
using Postamt.Server.Processes;
using Postamt.Sql.DataFolders;

namespace Postamt.Server.Supervising;

/// <summary><c>supervise</c>: keeps <c>serve</c> running, and puts another version in its place when it is told to.</summary>
internal static class SuperviseVerb
{
    internal static Command Make()
    {
        var flags = new StartFlags();
        var rest = new Option<double>("--rest") { Description = "Seconds from the end of a server to its next start (default 5)", HelpName = "SECONDS", DefaultValueFactory = _ => 5 };
        rest.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0 or > 3600) result.AddError("--rest: 0 to 3600 seconds.");
        });
        var command = new Command("supervise", "Runs the post office, starts it again when it ends, and updates it on request");
        flags.AddTo(command);
        command.Options.Add(rest);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = flags.Read(parsed, Listening.Standard);
            using var loggers = Logging.Make(options.LogLevel ?? LogLevel.Information);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var terminate = Termination.Cancels(stop);
            PrivateFolder.Make(options.Data);
            // Of several machines another one serves meanwhile: there nobody waits for a node that does not.
            using var sockets = options.Database is null ? HeldSockets.Open(options.Listen) : null;
            return await new Supervisor(options.Data, Arguments(parsed, rest), sockets, TimeSpan.FromSeconds(parsed.GetValue(rest)), TimeProvider.System, loggers.CreateLogger("Postamt.Server")).RunAsync(stop.Token);
        });
        return command;
    }

    /// <summary>What was said besides, for <c>serve</c>.</summary>
    private static List<string> Arguments(ParseResult parsed, Option own)
    {
        var arguments = new List<string>();
        var isOwn = false;
        foreach (var token in parsed.Tokens.Skip(1))
        {
            if (token.Type == System.CommandLine.Parsing.TokenType.Option) isOwn = own.Name == token.Value;
            if (!isOwn) arguments.Add(token.Value);
        }
        return arguments;
    }
}
