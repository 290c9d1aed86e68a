using System.Diagnostics;
using System.Globalization;
using Postamt.Cluster.Nodes;
using Postamt.Load.Store;
using Postamt.Load.Tables;
using Postamt.Mail.Addresses;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Load.Data;

/// <summary>Measures one part in a process of its own, which has just started: nothing is warm but the disk's cache. It says what it finds, a line each.</summary>
internal sealed class DataProbe(string folder, string? database)
{
    internal const string Enqueue = "enqueue";
    internal const string Queue = "queue";

    /// <summary>In this order: one changes what the next finds.</summary>
    internal static IReadOnlyList<string> OfMailbox { get; } = ["select", "flags", "expunge"];

    internal static IReadOnlyList<string> Parts { get; } = [Enqueue, .. OfMailbox, Queue];

    private const int Accepts = 300;
    private static readonly IReadOnlyList<UidRange> All = [new UidRange(1, uint.MaxValue)];
    private static readonly Destination DeadDomain = Destination.Remote(EmailAddress.Parse("a@" + Installation.Dead).Domain);

    internal async Task RunAsync(string part, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var office = await BenchOffice.ReopenAsync(folder, database, cancellationToken);
        var installation = new Installation(office);
        await (part switch
        {
            "select" => SelectAsync(office, installation, cancellationToken),
            "flags" => FlagsAsync(office, installation, cancellationToken),
            "expunge" => ExpungeAsync(office, installation, cancellationToken),
            Enqueue => EnqueueAsync("enqueue p99 ms", installation, cancellationToken),
            _ => QueueAsync(office, installation, clock, cancellationToken),
        });
    }

    private static void Say(string name, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{value}"));

    private static async Task<T> TimedAsync<T>(string name, Func<ValueTask<Postamt.Store.Results.StoreResult<T>>> work)
    {
        var clock = Stopwatch.StartNew();
        var value = Installation.Demand(await work());
        Say(name, clock.Elapsed.TotalMilliseconds);
        return value;
    }

    private static async Task<MailboxId> InboxAsync(BenchOffice office, Installation installation, CancellationToken cancellationToken) =>
        Installation.Demand(await office.Engine.Mailboxes.FindAsync(installation.Owner.Id, MailboxName.Inbox, cancellationToken)).Id;

    private static async Task SelectAsync(BenchOffice office, Installation installation, CancellationToken cancellationToken)
    {
        var (engine, owner) = (office.Engine, installation.Owner.Id);
        var inbox = await InboxAsync(office, installation, cancellationToken);
        var before = Resident();
        await TimedAsync("SELECT cold ms", () => engine.Messages.OpenAsync(owner, inbox, cancellationToken));
        Say("memory it takes MiB", (Resident() - before) / 1024.0);
        await TimedAsync("SELECT warm ms", () => engine.Messages.OpenAsync(owner, inbox, cancellationToken));
        var boxes = Installation.Demand(await engine.Mailboxes.ListAsync(owner, cancellationToken)).Mailboxes;
        var clock = Stopwatch.StartNew();
        foreach (var box in boxes) Installation.Demand(await engine.Mailboxes.FindAsync(owner, box.Name, cancellationToken));
        Say("STATUS of all mailboxes ms", clock.Elapsed.TotalMilliseconds);
    }

    private static async Task FlagsAsync(BenchOffice office, Installation installation, CancellationToken cancellationToken)
    {
        var (engine, owner) = (office.Engine, installation.Owner.Id);
        var inbox = await InboxAsync(office, installation, cancellationToken);
        var seen = new FlagChange(FlagMode.Add, new MessageFlags(SystemFlags.Seen));
        await TimedAsync("flag of one ms", () => engine.Messages.StoreFlagsAsync(owner, inbox, [new UidRange(1, 1)], seen, null));
        await TimedAsync("flag of one again ms", () => engine.Messages.StoreFlagsAsync(owner, inbox, [new UidRange(2, 2)], seen, null));
        await MeanwhileAsync("accepts while flags of all, p99 ms", installation, () => TimedAsync("flag of all ms", () => engine.Messages.StoreFlagsAsync(owner, inbox, All, seen, null)), cancellationToken);
    }

    private static async Task ExpungeAsync(BenchOffice office, Installation installation, CancellationToken cancellationToken)
    {
        var (engine, owner) = (office.Engine, installation.Owner.Id);
        var inbox = await InboxAsync(office, installation, cancellationToken);
        var half = (uint)Installation.Demand(await engine.Mailboxes.FindAsync(owner, inbox, cancellationToken)).Messages / 2;
        var deleted = new FlagChange(FlagMode.Add, new MessageFlags(SystemFlags.Deleted));
        Installation.Demand(await engine.Messages.StoreFlagsAsync(owner, inbox, [new UidRange(1, half)], deleted, null));
        await MeanwhileAsync("accepts while half is expunged, p99 ms", installation, () => TimedAsync("expunge of half ms", () => engine.Messages.ExpungeAsync(owner, inbox, null)), cancellationToken);
    }

    private static async Task EnqueueAsync(string name, Installation installation, CancellationToken cancellationToken)
    {
        var latencies = new List<double>();
        for (var number = 0; number < Accepts; number++) latencies.Add(await AcceptAsync(number, installation, cancellationToken));
        Say(name, Statistics.Percentile([.. latencies.Order()], 0.99));
    }

    private static async Task QueueAsync(BenchOffice office, Installation installation, Stopwatch sinceStart, CancellationToken cancellationToken)
    {
        await AcceptAsync(0, installation, cancellationToken);
        Say("start to the first accept ms", sinceStart.Elapsed.TotalMilliseconds);
        await EnqueueAsync("enqueue p99 ms, queue full", installation, cancellationToken);
        var node = await office.Directory.Nodes.RegisterAsync("bench", "1", cancellationToken);
        await TimedAsync("first lease ms", () => office.Engine.Queue.LeaseAsync(node, 100, new HashSet<Destination>(), cancellationToken));
        var (done, clock) = (0, Stopwatch.StartNew());
        // The runner passes over a domain that answers nobody.
        while (Installation.Demand(await office.Engine.Queue.LeaseAsync(node, 100, new HashSet<Destination> { DeadDomain }, cancellationToken)) is { Count: > 0 } leased && clock.Elapsed < TimeSpan.FromSeconds(20))
        {
            await Parallel.ForEachAsync(leased, cancellationToken, async (mail, _) => Installation.Demand(await CompleteAsync(office, node, mail)));
            done += leased.Sum(mail => mail.Recipients.Length);
        }
        Say("others relayed beside the dead domain, recipients/s", done / clock.Elapsed.TotalSeconds);
    }

    private static ValueTask<Postamt.Store.Results.StoreResult<Postamt.Store.Results.Unit>> CompleteAsync(BenchOffice office, NodeEpoch node, LeasedMessage mail) =>
        office.Engine.Queue.CompleteAsync(node, mail, [.. mail.Recipients.Select(recipient => new RecipientOutcome(recipient.Id, new Outcome.Relayed("mx.example", "250 ok")))], []);

    private static async Task<double> AcceptAsync(int number, Installation installation, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await installation.AcceptAsync(number, [EmailAddress.Parse($"u{number}@later.example")], cancellationToken);
        return clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>Others' mails are accepted, one after the other, until the work is done.</summary>
    private static async Task MeanwhileAsync(string name, Installation installation, Func<Task> work, CancellationToken cancellationToken)
    {
        var latencies = new List<double> { await AcceptAsync(0, installation, cancellationToken) };
        var running = Task.Run(work, cancellationToken);
        while (!running.IsCompleted) latencies.Add(await AcceptAsync(latencies.Count, installation, cancellationToken));
        await running;
        Say(name, Statistics.Percentile([.. latencies.Order()], 0.99));
    }

    /// <summary>KiB.</summary>
    private static long Resident() =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
