using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Cluster.Changes;
using Postamt.Server.Options;
using Postamt.Sql.Engines;
using Postamt.Sql.Moving;

namespace Postamt.Server.Verbs;

/// <summary><c>migrate</c>: shows what a start will change, or copies a post office from one engine to the other.</summary>
internal static class MigrateVerb
{
    internal static Command Make(IVerbHost host)
    {
        var plan = new Option<bool>("--plan") { Description = "Only show which changes of the tables were made and which the next start makes" };
        var from = new Option<string?>("--from") { Description = "What to copy: a data folder, or PostgreSQL as in --database", HelpName = "DIR|TEXT" };
        var fromData = new Option<string?>("--from-data") { Description = "With --from PostgreSQL: the data folder of its node", HelpName = "DIR" };
        var verbose = new Option<bool>("--verbose") { Description = "Show the lines that are equal, too" };
        var command = new Command("migrate", "Shows what a start will change in the tables, or moves everything to PostgreSQL or back");
        foreach (var option in new Option[] { plan, from, fromData, verbose }) command.Options.Add(option);
        command.SetAction(async (parsed, _) =>
        {
            var source = new OptionSource(parsed.GetValue(Verb.Data));
            var database = parsed.GetValue(Verb.Database) ?? source.Text("database");
            if (parsed.GetValue(plan)) return Plan(host, parsed.GetValue(Verb.Json), database, source.Data);
            if (parsed.GetValue(from) is not { } origin) throw new OptionException("Say what to do: --plan, or --from with --database or --data; postamt migrate --help shows all.");
            var copies = OptionText.Copies(parsed.GetValue(Verb.Copies) ?? source.Text("copies"));
            var keys = parsed.GetValue(Verb.ContentKey) ?? source.Text("content-key");
            return await MoveAsync(host, parsed, keys, Ends(origin, parsed.GetValue(fromData), database, parsed.GetValue(Verb.Data), copies), parsed.GetValue(verbose));
        });
        return command;
    }

    private static int Plan(IVerbHost host, bool json, string? database, string data)
    {
        var steps = database is null ? SchemaPlan.OfFolder(data) : SchemaPlan.OfDatabase(database);
        VerbResult.Print(
            host, json, steps, step => new { step.Number, step.Name, step.AppliedAt, step.IsKnown, step.IsUsable },
            ("Number", step => step.Number.ToString(CultureInfo.InvariantCulture)),
            ("Change", step => step.Name),
            ("Made", step => step switch
            {
                { IsUsable: false, AppliedAt: { } at } => $"{at:u}, by a newer program: this one refuses the data",
                { IsKnown: false, AppliedAt: { } at } => $"{at:u}, by a newer program: this one works beside it",
                { AppliedAt: { } at } => at.ToString("u", CultureInfo.InvariantCulture),
                _ => "at the next start",
            }));
        return steps.All(step => step.IsUsable) ? 0 : 1;
    }

    /// <summary>A connection string has a "=", which no sensible folder has.</summary>
    private static (MoveEnd From, MoveEnd To) Ends(string from, string? fromData, string? database, string? data, int copies)
    {
        if (!from.Contains('='))
        {
            if (database is null) throw new OptionException("A data folder is copied to PostgreSQL: say where with --database.");
            return (new MoveEnd(from, null, copies), new MoveEnd(data ?? from.TrimEnd('/') + "-node", database, copies));
        }
        if (fromData is null) throw new OptionException("Say with --from-data which data folder the node of that database has: the key of its secrets is in it.");
        if (data is null) throw new OptionException("Say with --data into which new folder to copy.");
        return (new MoveEnd(fromData, from, Copies: 1), new MoveEnd(data, null, copies));
    }

    private static async Task<int> MoveAsync(IVerbHost host, ParseResult parsed, string? keys, (MoveEnd From, MoveEnd To) ends, bool verbose)
    {
        if (Path.GetFullPath(ends.From.Data) == Path.GetFullPath(ends.To.Data)) throw new OptionException("The copy needs a data folder of its own; name a new one with --data.");
        if (!System.IO.Directory.Exists(ends.From.Data)) throw new OptionException($"There is no data folder {ends.From.Data}.");
        var json = parsed.GetValue(Verb.Json);
        using var random = RandomNumberGenerator.Create();
        using var from = Open(ends.From, keys, random, mayBeUnfinished: false);
        using var to = Open(ends.To, keys, random, mayBeUnfinished: true);
        var progress = new MoveBar(host.Error, quiet: json);
        var found = await new Move(from, to, ends.From.Name).RunAsync(progress);
        progress.End();
        MoveReport.Print(host, json, found, verbose);
        if (found.IsEqual)
        {
            if (!json) await host.Out.WriteLineAsync($"Both sides are equal. Start with: postamt supervise --data {ends.To.Data}{(ends.To.Database is null ? "" : " --database …")}; keep {ends.From.Name} until you are sure.");
            return 0;
        }
        await host.Error.WriteLineAsync("The two sides differ, as shown above; the copy is not usable. Run it again; if that does not help, begin with an empty database or folder.");
        return 1;
    }

    private static SqlEngine Open(MoveEnd end, string? keys, RandomNumberGenerator random, bool mayBeUnfinished) => end.Database is { } database
        ? PostgresEngine.Open(new PostgresEngineOptions(end.Data, database, end.Copies) { MayBeUnfinished = mayBeUnfinished, ContentKeyFile = keys }, new LocalChangeBus(), TimeProvider.System, random, NullLogger.Instance)
        : EmbeddedEngine.Open(new EmbeddedEngineOptions(end.Data) { MayBeUnfinished = mayBeUnfinished, ContentKeyFile = keys }, new LocalChangeBus(), TimeProvider.System, random, NullLogger.Instance);

    private sealed record MoveEnd(string Data, string? Database, int Copies)
    {
        /// <summary>For the copy's note: never the password.</summary>
        internal string Name => Database is null ? Path.GetFullPath(Data) : PostgresEngine.PlaceOf(Database);
    }
}
