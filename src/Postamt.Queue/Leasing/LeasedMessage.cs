using System.Collections.Immutable;
using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;
using Postamt.Store.Blobs;

namespace Postamt.Queue.Leasing;

public readonly record struct QueueMessageId(long Value);

public readonly record struct QueueRecipientId(long Value);

/// <summary>Recipients of one mail that go to one destination, leased to a node.</summary>
public sealed record LeasedMessage
{
    public required QueueMessageId Id { get; init; }

    public required AcceptId AcceptId { get; init; }

    public required CompanyId Company { get; init; }

    public required Destination Destination { get; init; }

    public required MailParameters Mail { get; init; }

    public required BlobRef Content { get; init; }

    public required ReadOnlyMemory<byte> Structure { get; init; }

    public required ReadOnlyMemory<byte> TraceHeader { get; init; }

    public required int Hops { get; init; }

    public required AcceptKind Kind { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required ImmutableArray<LeasedRecipient> Recipients { get; init; }

    /// <summary>The screening calls it junk: a mailbox here files it as that.</summary>
    public bool IsJunk { get; init; }

    /// <summary>When leased, other recipients of the mail waited in the queue or were under way.</summary>
    public bool HasOthers { get; init; }

    /// <summary>When leased, the sender had been told already that the mail is late.</summary>
    public bool DelayTold { get; init; }
}

/// <summary>A recipient that was tried and waits to be tried again.</summary>
/// <param name="LastFailure">Status and cause, as in the trace.</param>
public sealed record WaitingRecipient(LeasedRecipient Recipient, string LastFailure);

/// <param name="Expansion">Addresses this recipient came from by alias or group, nearest first; at most 10 (loop detection).</param>
/// <param name="Attempts">Attempts made before this one.</param>
/// <param name="DelayNotified">The sender was told of the delay already.</param>
public sealed record LeasedRecipient(
    QueueRecipientId Id,
    EnvelopeRecipient Recipient,
    long LedgerEntry,
    ImmutableArray<string> Expansion,
    int Attempts,
    DateTimeOffset QueuedAt,
    bool DelayNotified)
{
    /// <summary>Set at <see cref="Destination.Notice"/> only.</summary>
    public Outcomes.Doom? Doom { get; init; }
}
