using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Postamt.Server.Hosting;
using Postamt.Server.Options;
using Postamt.Server.Trying.Machines;
using Postamt.Server.Verbs;
using Spectre.Console;

namespace Postamt.Server.Trying;

/// <summary>
/// <c>try</c>: a whole post office on loopback with a sample company, tried out through its own front door before it says that it is
/// ready. It serves until Ctrl-C; without --data its folder goes with it.
/// </summary>
internal static class TryVerb
{
    internal const string Domain = "postamt.test";

    internal static Command Make(IVerbHost host)
    {
        var flags = new StartFlags();
        var accounts = new Option<int?>("--accounts") { Description = "Make user1 … userN instead of the sample people", HelpName = "N" };
        accounts.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 10_000) result.AddError("--accounts: 1 to 10000.");
        });
        var password = new Option<string?>("--password") { Description = "Everybody's password (default: made up)", HelpName = "TEXT" };
        var cluster = new Option<bool>("--cluster") { Description = "Start three nodes over etcd, PostgreSQL under Patroni and HAProxy, all on this machine" };
        var verbose = new Option<bool>("--verbose") { Description = "Print the log" };
        var command = new Command("try", "Starts a sample post office on this machine, ready in seconds");
        flags.AddTo(command);
        command.Options.Add(accounts);
        command.Options.Add(password);
        command.Options.Add(cluster);
        command.Options.Add(verbose);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var keep = parsed.GetValue(flags.Data) is not null;
            var options = flags.Read(parsed, Listening.WithFreePorts(Listening.ForTrying, IsTaken)) with { SpareLoopback = true, PrivateNetworks = true };
            if (parsed.GetValue(flags.HostName) is null) options = options with { HostName = "mail." + Domain };
            if (!keep) options = options with { Data = System.IO.Directory.CreateTempSubdirectory("postamt-try-").FullName };
            var sample = new SamplePeople(parsed.GetValue(accounts), parsed.GetValue(password));
            using var loggers = Logging.Make(options.LogLevel ?? (parsed.GetValue(verbose) ? LogLevel.Information : LogLevel.Critical));
            try
            {
                return parsed.GetValue(cluster)
                    ? await ClusterTrial.RunAsync(host, options, sample, loggers, parsed.GetValue(Verb.Json), cancellationToken)
                    : await RunAsync(host, options, sample, loggers, parsed.GetValue(Verb.Json), cancellationToken);
            }
            finally
            {
                if (!keep) System.IO.Directory.Delete(options.Data, recursive: true);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(IVerbHost host, StartOptions options, SamplePeople sample, ILoggerFactory loggers, bool json, CancellationToken cancellationToken)
    {
        var progress = new TryProgress(json ? host.Error : host.Out, quiet: json);
        IReadOnlyList<SampleAccount> people = [];
        await using (var data = await OfficeData.OpenAsync(options, loggers, cancellationToken))
        {
            progress.Step($"Opened {options.Data}");
            people = await sample.EnsureAsync(data, count => progress.Count("Accounts made", count, sample.Count), cancellationToken);
        }
        progress.Step($"{people.Count} accounts at {Domain}");
        return await ServeVerb.ServeAsync(
            options,
            loggers,
            async service =>
            {
                progress.Step("Listening");
                if (service.EndPoints.ContainsKey("smtp") && service.EndPoints.ContainsKey("imap"))
                {
                    await FrontDoor.TryAsync(service.EndPoints["smtp"], service.EndPoints["imap"], people[0], cancellationToken);
                    progress.Step("Sent a mail by SMTP and read it back by IMAP");
                }
                if (json) PrintJson(host.Out, options, people, service.EndPoints);
                else PrintTable(host.Console, options, people, service.EndPoints);
            },
            cancellationToken);
    }

    /// <summary>Ports nobody asked for by name are not worth a refusal: the table says which ones it is.</summary>
    private static bool IsTaken(IPEndPoint endPoint)
    {
        using var listener = new TcpListener(endPoint);
        try
        {
            listener.Start();
            return false;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return true;
        }
    }

    private static void PrintJson(TextWriter output, StartOptions options, IReadOnlyList<SampleAccount> people, IReadOnlyDictionary<string, IPEndPoint> endPoints)
    {
        output.WriteLine(JsonSerializer.Serialize(new
        {
            ready = true,
            domain = Domain,
            accounts = people.Select(person => new { address = person.Address.ToString(), password = person.Password }),
            listen = endPoints.ToDictionary(each => each.Key, each => each.Value.ToString()),
            urls = endPoints.Where(each => Listening.IsHttp(each.Key)).ToDictionary(each => each.Key, each => $"{each.Key}://{each.Value}/"),
            data = Path.GetFullPath(options.Data),
        }));
        output.Flush();
    }

    private static void PrintTable(IAnsiConsole console, StartOptions options, IReadOnlyList<SampleAccount> people, IReadOnlyDictionary<string, IPEndPoint> endPoints)
    {
        var accounts = new Table().Title("Accounts").Border(TableBorder.Rounded).AddColumns("Address", "Password");
        foreach (var person in people.Take(20)) accounts.AddRow(Markup.Escape(person.Address.ToString()), Markup.Escape(person.Password));
        if (people.Count > 20) accounts.AddRow($"… and {people.Count - 20} more", "");
        var listen = new Table().Title("Listening").Border(TableBorder.Rounded).AddColumns("Protocol", "Address");
        foreach (var (name, endPoint) in endPoints) listen.AddRow(name, endPoint.ToString());
        console.Write(accounts);
        console.Write(listen);
        console.WriteLine($"Data: {Path.GetFullPath(options.Data)}");
        console.WriteLine("Serving until Ctrl-C.");
    }
}
