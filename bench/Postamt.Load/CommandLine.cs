using System.CommandLine;
using Postamt.Load.Cluster;
using Postamt.Load.Data;
using Postamt.Load.Imap;
using Postamt.Load.Smtp;
using Postamt.Load.Store;

namespace Postamt.Load;

/// <summary>The verbs of <c>./postamt bench</c>.</summary>
internal static class CommandLine
{
    internal static RootCommand Make()
    {
        var root = new RootCommand("Measures this post office beside Debian's Postfix and Dovecot, in one run on one machine");
        root.Subcommands.Add(SmtpVerb());
        root.Subcommands.Add(ImapVerb());
        root.Subcommands.Add(StoreVerb());
        root.Subcommands.Add(ClusterVerb());
        root.Subcommands.Add(DataVerbs.Bench());
        root.Subcommands.Add(DataVerbs.Probe());
        return root;
    }

    private static Command SmtpVerb()
    {
        var flags = new RunFlags();
        var mails = new Option<int?>("--mails") { Description = "Mails a measurement, instead of each case's own number", HelpName = "N" };
        var only = new Option<string[]>("--only") { Description = $"Only these of the cases {string.Join(", ", SmtpCase.All)}", HelpName = "CASE", AllowMultipleArgumentsPerToken = true };
        var warm = new Option<int>("--warm") { Description = "Mails to each server before anything is measured", HelpName = "N", DefaultValueFactory = _ => 2000 };
        var stepwise = new Option<bool>("--no-pipelining") { Description = "Clients wait for each answer" };
        var threads = new Option<bool>("--threads") { Description = "Progress says which threads of this server were busy" };
        var postfix = new Option<string[]>("--postfix") { Description = "A line of main.cf beside the defaults", HelpName = "NAME=VALUE" };
        only.Validators.Add(result =>
        {
            foreach (var name in result.GetValueOrDefault<string[]>() ?? [])
                if (!SmtpCase.TryParse(name, out _)) result.AddError($"--only {name}: write SIZEk@SESSIONS, as in 4k@20.");
        });
        var command = new Command("smtp", "Mails through SMTP until IMAP counts them in the mailboxes");
        flags.AddTo(command);
        foreach (var option in new Option[] { mails, only, warm, stepwise, threads, postfix }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = flags.Read(parsed);
            var names = parsed.GetValue(only) ?? [];
            var cases = names.Length == 0 ? SmtpCase.All : [.. names.Select(SmtpCase.Parse)];
            if (parsed.GetValue(mails) is { } count) cases = [.. cases.Select(each => each with { Mails = count })];
            var bench = new SmtpBench(options, cases)
            {
                WarmUp = parsed.GetValue(warm),
                Pipelining = !parsed.GetValue(stepwise),
                Threads = parsed.GetValue(threads),
                PostfixLines = parsed.GetValue(postfix) ?? [],
                IsWhole = names.Length == 0 && parsed.GetValue(mails) is null,
            };
            return await Run.GuardedAsync(bench.RunAsync, cancellationToken);
        });
        return command;
    }

    private static Command ImapVerb()
    {
        var flags = new RunFlags();
        var only = new Option<string[]>("--only") { Description = $"Only these of the parts {string.Join(", ", ImapBench.Parts)}", HelpName = "PART", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. ImapBench.Parts]);
        var connections = new Option<int>("--connections") { Description = "Idle connections of the part memory", HelpName = "N", DefaultValueFactory = _ => 2000 };
        var command = new Command("imap", "Opening large mailboxes, fetching bodies, memory of idle connections");
        flags.AddTo(command);
        command.Options.Add(only);
        command.Options.Add(connections);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var names = parsed.GetValue(only) ?? [];
            var bench = new ImapBench(flags.Read(parsed), names.Length == 0 ? ImapBench.Parts : names) { Connections = parsed.GetValue(connections) };
            return await Run.GuardedAsync(bench.RunAsync, cancellationToken);
        });
        return command;
    }

    private static Command ClusterVerb()
    {
        var flags = new RunFlags();
        var command = new Command("cluster", "What a mail costs with one, two and three nodes on one database");
        flags.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
            await Run.GuardedAsync(new ClusterBench(flags.Read(parsed), ClusterCase.All) { IsWhole = true }.RunAsync, cancellationToken));
        return command;
    }

    private static Command StoreVerb()
    {
        var flags = new RunFlags();
        var only = new Option<string[]>("--only") { Description = $"Only these of the cases {string.Join(", ", StoreCase.All)}", HelpName = "CASE", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. StoreCase.All.Select(each => each.ToString())]);
        var command = new Command("store", "Durable accepts of the embedded engine in this process, without a socket");
        flags.AddTo(command);
        command.Options.Add(only);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var names = parsed.GetValue(only) ?? [];
            var bench = new StoreBench(flags.Read(parsed), [.. StoreCase.All.Where(each => names.Length == 0 || names.Contains(each.ToString()))]) { IsWhole = names.Length == 0 };
            return await Run.GuardedAsync(bench.RunAsync, cancellationToken);
        });
        return command;
    }
}
