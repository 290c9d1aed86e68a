using System.Collections.Immutable;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;

namespace Postamt.Queue.Outcomes;

/// <summary>What became of one recipient in one attempt.</summary>
public sealed record RecipientOutcome(QueueRecipientId Recipient, Outcome Outcome);

public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>Filed into a mailbox, in the completing transaction. OverQuota does not apply: the mail was accepted.</summary>
    public sealed record Filed(Filing Filing) : Outcome;

    /// <summary>Another server took it: 250 after the final dot.</summary>
    public sealed record Relayed(string Host, string Reply) : Outcome;

    /// <summary>Not now. <paramref name="DelayNotice"/>: a delay notice to the sender is among the notices.</summary>
    public sealed record Deferred(DeliveryFailure Failure, DateTimeOffset NextAttempt, bool DelayNotice) : Outcome;

    /// <summary>For good. <paramref name="Notice"/>: the DSN's accept id; null: no notice is due (null reverse-path, NOTIFY=NEVER).</summary>
    public sealed record Failed(DeliveryFailure Failure, AcceptId? Notice) : Outcome;

    /// <summary>Tried for as long as the schedule allows.</summary>
    public sealed record Expired(DeliveryFailure Failure, AcceptId? Notice) : Outcome;

    /// <summary>
    /// Failed or expired, while other recipients of the mail are still in the queue: it waits there as well, for <see cref="Accepting.Destination.Notice"/>,
    /// so that one notice tells of all that fail about now. The ledger has its end with the notice.
    /// </summary>
    public sealed record Doomed(Doom Doom, DateTimeOffset NoticeAt) : Outcome;

    /// <summary>
    /// Became these recipients: alias, group or forward. None is not allowed: an empty group is Failed or Discarded. A child whose address the mail
    /// has reached before is left out; where nobody is left, the recipient is discarded.
    /// </summary>
    public sealed record Expanded(ImmutableArray<AcceptRecipient> Children) : Outcome;

    /// <summary>Ended by a named rule.</summary>
    public sealed record Discarded(string Rule) : Outcome;
}

/// <summary>How a recipient ended that its sender is still to be told of.</summary>
public sealed record Doom(DeliveryFailure Failure, bool Expired);

/// <summary>Why an attempt did not succeed.</summary>
/// <param name="Status">Class 4 or 5.</param>
/// <param name="Cause">In one sentence, for the operator.</param>
/// <param name="RemoteHost">The server that answered; null when none did.</param>
/// <param name="RemoteReply">Its reply, at most 512 characters, control characters removed; null when there is none.</param>
public sealed record DeliveryFailure(EnhancedStatus Status, string Cause, string? RemoteHost, string? RemoteReply);
