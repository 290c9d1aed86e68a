using System.CommandLine;
using System.CommandLine.Parsing;
using Postamt.Cluster.Settings;
using Postamt.Net;
using Postamt.Net.Tls;
using Postamt.Server.Drilling;
using Postamt.Server.Options;
using Postamt.Server.Setting;
using Postamt.Server.Supervising;
using Postamt.Server.Trying;
using Postamt.Server.Verbs;
using Postamt.Server.Verbs.Screening;
using Postamt.Sql.DataFolders;
using Postamt.Sql.Moving;
using Postamt.Sql.Postgres;

namespace Postamt.Server;

/// <summary>The command line: which verbs there are, and how a run ends: 0 done, 1 refused or failed with one sentence, 2 wrong usage.</summary>
internal static class CommandLine
{
    /// <summary>Verbs that are a server, or ask one, or need none.</summary>
    private static readonly string[] OwnProcess = ["serve", "supervise", "setup", "try", "migrate", "content-key new", "cluster update", "drill list", "drill run", "screen spf", "screen dkim", "screen arc"];

    internal static async ValueTask<int> RunAsync(IVerbHost host, string[] arguments, CancellationToken cancellationToken)
    {
        var parsed = Make(host).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await host.Error.WriteLineAsync(error.Message);
            await host.Error.WriteLineAsync("postamt --help shows what there is.");
            return 2;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellationToken);
        }
        catch (Exception sentence) when (sentence is OptionException or DataFolderException or DatabaseException or MoveException or ListenerException or TlsCertificateException or SecretKeyException or ContentKeyException)
        {
            await host.Error.WriteLineAsync(sentence.Message);
            return 1;
        }
    }

    /// <summary>The data folder of a verb that may run inside a server that holds it. Options may stand anywhere.</summary>
    /// <returns>Null for one that runs here: what is a server itself, cannot be understood or only asks for help.</returns>
    internal static string? DataBehindDoor(IVerbHost host, string[] arguments)
    {
        var parsed = Make(host).Parse(arguments);
        if (parsed.Errors.Count > 0 || parsed.Action is null || !ReferenceEquals(parsed.Action, parsed.CommandResult.Command.Action)) return null;
        var words = new Stack<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: not RootCommand } command; at = at.Parent) words.Push(command.Command.Name);
        return words.Count == 0 || OwnProcess.Contains(string.Join(' ', words)) ? null : new OptionSource(parsed.GetValue(Verb.Data)).Data;
    }

    private static RootCommand Make(IVerbHost host)
    {
        var root = new RootCommand("Postamt: a company's post office in one program.");
        root.Options.Add(Verb.Data);
        root.Options.Add(Verb.Database);
        root.Options.Add(Verb.Copies);
        root.Options.Add(Verb.ContentKey);
        root.Options.Add(Verb.Json);
        Command[] verbs =
        [
            ServeVerb.Make(host),
            SuperviseVerb.Make(),
            SetupVerb.Make(host),
            TryVerb.Make(host),
            MigrateVerb.Make(host),
            CompanyVerbs.Make(host),
            DomainVerbs.Make(host),
            DepartmentVerbs.Make(host),
            AccountVerbs.Make(host),
            RoleVerbs.Make(host),
            AliasVerbs.Make(host),
            GroupVerbs.Make(host),
            SettingVerbs.Make(host),
            SecretVerbs.Make(host),
            CertificateVerbs.Make(host),
            QueueVerbs.Make(host),
            NodeVerbs.Make(host),
            ClusterVerbs.Make(host),
            DrillVerbs.Make(host),
            LedgerVerbs.MakeTrace(host),
            LedgerVerbs.Make(host),
            ScreenVerbs.Make(host),
            DkimKeyVerbs.Make(host),
            ContentVerbs.Make(host),
            ContentKeyVerbs.Make(host),
        ];
        foreach (var verb in verbs) root.Subcommands.Add(verb);
        return root;
    }
}
