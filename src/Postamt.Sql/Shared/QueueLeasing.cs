using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Shared;

/// <summary>
/// Takes groups in order of their oldest due recipient, by merging the destinations' own orders: a destination that is passed over costs
/// one row, whatever waits for it.
/// </summary>
internal static class QueueLeasing
{
    /// <summary>A lease changes at most this many rows; the next call takes the rest.</summary>
    private const int MaxRows = 1000;

    public static List<LeasedMessage> Take(WriteTransaction tx, long epoch, int limit, IReadOnlySet<Destination> busy)
    {
        var now = UtcMicroseconds.From(tx.Now);
        var due = new PriorityQueue<string, (long, string)>();
        foreach (var (destination, earliest) in busy.Contains(Destination.AnyRemote) ? DueHere(tx, now) : QueueDestinationSql.ListDue(tx, tx.Now, limit + busy.Count))
        {
            if (!new Destination(destination).IsAmong(busy)) due.Enqueue(destination, (earliest, destination));
        }
        var groups = new List<LeasedMessage>();
        var rows = 0;
        while (groups.Count < limit && rows < MaxRows && due.TryDequeue(out var destination, out _))
        {
            tx.Destinations.LookAgain(destination);
            // What is due may be what another node is about to lease.
            if (TakeGroup(tx, epoch, destination) is not { } group) continue;
            groups.Add(group);
            rows += group.Recipients.Length;
            if (QueueDestinationSql.Earliest(tx, destination) is { } next && next <= now) due.Enqueue(destination, (next, destination));
        }
        return groups;
    }

    private static IEnumerable<(string Destination, long Earliest)> DueHere(WriteTransaction tx, long now)
    {
        foreach (var here in new[] { Destination.Local.Key, Destination.Notice.Key })
        {
            if (QueueDestinationSql.Earliest(tx, here) is { } earliest && earliest <= now) yield return (here, earliest);
        }
    }

    private static LeasedMessage? TakeGroup(WriteTransaction tx, long epoch, string destination)
    {
        if (QueueRecipientSql.FirstDue(tx, destination, tx.Now) is not { } message) return null;
        var mail = QueueMessageSql.Read(tx, message) ?? throw new InvalidOperationException($"queued recipients of message {message} have no message");
        var recipients = QueueRecipientSql.Group(tx, message, new Destination(destination), tx.Now);
        foreach (var recipient in recipients) QueueRecipientSql.Lease(tx, recipient.Id.Value, epoch);
        return new LeasedMessage
        {
            Id = new QueueMessageId(message),
            AcceptId = mail.AcceptId,
            Company = mail.Company,
            Destination = new Destination(destination),
            Mail = mail.Mail,
            Content = mail.Content,
            Structure = mail.Structure,
            TraceHeader = mail.TraceHeader,
            Hops = mail.Hops,
            Kind = mail.Kind,
            ReceivedAt = mail.ReceivedAt,
            Recipients = [.. recipients],
            DelayTold = mail.DelayTold,
            IsJunk = mail.IsJunk,
            HasOthers = QueueRecipientSql.HasMoreThan(tx, message, recipients.Count),
        };
    }
}
