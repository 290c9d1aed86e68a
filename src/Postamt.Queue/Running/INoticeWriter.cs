using System.Collections.Immutable;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;

namespace Postamt.Queue.Running;

/// <summary>Writes the notice (RFC 3464) a sender gets about some recipients of a mail, ready to be accepted with their outcomes.</summary>
public interface INoticeWriter
{
    /// <summary>The notice as a request of its own, its content spooled; the caller disposes of the content after completion.</summary>
    ValueTask<AcceptRequest> WriteAsync(Notice notice, CancellationToken cancellationToken);
}

public enum NoticeKind
{
    Failed,
    Delayed,
    Delivered,
}

/// <param name="Message">The mail the notice is about; its reverse-path is not null.</param>
/// <param name="Recipients">At least one, all of the same kind.</param>
public sealed record Notice(NoticeKind Kind, LeasedMessage Message, ImmutableArray<NoticeRecipient> Recipients, DateTimeOffset At);

/// <param name="Failure">For failures and delays.</param>
/// <param name="Relay">For a success handed to a server that does not report itself: its host.</param>
/// <param name="RetryUntil">For delays.</param>
public sealed record NoticeRecipient(LeasedRecipient Recipient, DeliveryFailure? Failure, string? Relay, DateTimeOffset? RetryUntil);
