using System.Collections.Immutable;
using Postamt.Cluster.Identity;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;

namespace Postamt.Queue.Tests;

/// <summary>Leased mails as the rules see them.</summary>
internal static class Mails
{
    internal static readonly DateTimeOffset Queued = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    internal static LeasedMessage Leased(string from, params LeasedRecipient[] recipients) => new()
    {
        Id = new QueueMessageId(1),
        AcceptId = new AcceptId(7),
        Company = new CompanyId(1),
        Destination = Destination.Remote(DomainName.Parse("example.net")),
        Mail = new MailParameters { ReversePath = from.Length == 0 ? ReversePath.Null : new ReversePath(EmailAddress.Parse(from)) },
        Content = default,
        Structure = default,
        TraceHeader = default,
        Hops = 0,
        Kind = AcceptKind.Submission,
        ReceivedAt = Queued,
        Recipients = [.. recipients],
    };

    internal static LeasedRecipient To(string address, DsnNotify notify = DsnNotify.NotGiven, int attempts = 0, bool delayNotified = false, long id = 1) =>
        new(new QueueRecipientId(id), new EnvelopeRecipient(EmailAddress.Parse(address)) { Notify = notify }, id, ImmutableArray<string>.Empty, attempts, Queued, delayNotified);

    internal static DeliveryFailure Failure(byte statusClass) => new(new EnhancedStatus(statusClass, 4, 1), "no answer", "mx.example.net", null);
}
