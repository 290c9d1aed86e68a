using System.CommandLine;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Inspection;
using Postamt.Store.Results;

namespace Postamt.Server.Verbs;

/// <summary><c>queue list|show|retry|hold|release|remove</c>.</summary>
internal static class QueueVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var id = MailId();
        return Verb.Group(
            "queue",
            "Mail that waits for delivery",
            Verb.Make(host, "list", "Lists what waits, and why", async (parsed, office) =>
            {
                var rows = await office.QueueInspection.ListAsync(null, default, 1000, default);
                return VerbResult.Finish(host, rows, list => Print(host, parsed.GetValue(Verb.Json), list));
            }),
            Verb.Make(host, "show", "Shows one mail's recipients", async (parsed, office) =>
            {
                var rows = await office.QueueInspection.ShowAsync(null, parsed.GetValue(id), default);
                return Finish(host, parsed.GetValue(id), rows, list => Print(host, parsed.GetValue(Verb.Json), list));
            }, id),
            Change(host, "retry", "Tries a mail again now", id, (queue, mail) => queue.RetryAsync(null, mail, null, Verb.Actor, default)),
            Change(host, "hold", "Keeps a mail back until released", id, (queue, mail) => queue.HoldAsync(null, mail, null, true, Verb.Actor, default)),
            Change(host, "release", "Lets a held mail go on", id, (queue, mail) => queue.HoldAsync(null, mail, null, false, Verb.Actor, default)),
            Change(host, "remove", "Ends a mail without delivering it; nobody is told", id, (queue, mail) => queue.RemoveAsync(null, mail, null, Verb.Actor, default)));
    }

    internal static Argument<AcceptId> MailId() => new("id")
    {
        Description = "The mail's id, as in the reply to its sender and in the log",
        CustomParser = result =>
        {
            if (AcceptId.TryParse(result.Tokens[0].Value, out var parsed)) return parsed;
            result.AddError($"{result.Tokens[0].Value} is not the id of a mail: 26 letters and digits.");
            return default;
        },
    };

    private static Command Change(IVerbHost host, string name, string description, Argument<AcceptId> id, Func<IQueueInspection, AcceptId, ValueTask<StoreResult<int>>> change) =>
        Verb.Make(host, name, description, async (parsed, office) =>
        {
            var changed = await change(office.QueueInspection, parsed.GetValue(id));
            return Finish(host, parsed.GetValue(id), changed, count => count == 0
                ? NotQueued(host, parsed.GetValue(id))
                : VerbResult.Print(host, parsed.GetValue(Verb.Json), new { changed = count }, $"{name}: {count} recipients."));
        }, id);

    private static int Finish<T>(IVerbHost host, AcceptId id, StoreResult<T> result, Func<T, int> done) =>
        result.Error switch
        {
            StoreError.NotFound => NotQueued(host, id),
            StoreError.InUse => VerbResult.Refuse(host, "in-use", $"{id} is being delivered at this moment; see postamt trace {id}."),
            _ => VerbResult.Finish(host, result, done),
        };

    /// <summary>It never did, or has gone since it was listed.</summary>
    private static int NotQueued(IVerbHost host, AcceptId id) => VerbResult.Refuse(host, "not-queued", $"Nothing of {id} waits in the queue; see postamt trace {id}.");

    private static int Print(IVerbHost host, bool json, IReadOnlyList<QueueRow> rows) => VerbResult.Print(
        host,
        json,
        rows,
        row => new { recipientId = row.Id.Value, id = row.AcceptId.ToString(), row.From, row.Recipient, row.Destination, row.SizeOctets, row.QueuedAt, row.NextAttempt, row.Attempts, row.Held, row.Leased, row.LastFailure },
        ("Id", row => row.AcceptId.ToString()),
        ("From", row => row.From.Length == 0 ? "<>" : row.From),
        ("To", row => row.Recipient),
        ("Next", row => row.Held ? "held" : row.Leased ? "now" : row.NextAttempt.ToString("u", System.Globalization.CultureInfo.InvariantCulture)),
        ("Tries", row => row.Attempts.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("Why", row => row.LastFailure ?? ""));
}
