using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Leasing;
using Postamt.Store.Results;

namespace Postamt.Queue.Inspection;

/// <summary>What administrators see and do in the queue. A null company means the whole installation.</summary>
public interface IQueueInspection
{
    /// <summary>Ordered by id, after <paramref name="after"/>, at most <paramref name="limit"/>.</summary>
    ValueTask<StoreResult<IReadOnlyList<QueueRow>>> ListAsync(CompanyId? company, QueueRecipientId after, int limit, CancellationToken cancellationToken);

    ValueTask<StoreResult<IReadOnlyList<QueueRow>>> ShowAsync(CompanyId? company, AcceptId id, CancellationToken cancellationToken);

    /// <summary>Makes the mail's recipients (or one) due now. The number changed.</summary>
    ValueTask<StoreResult<int>> RetryAsync(CompanyId? company, AcceptId id, QueueRecipientId? recipient, Actor actor, CancellationToken cancellationToken);

    ValueTask<StoreResult<int>> HoldAsync(CompanyId? company, AcceptId id, QueueRecipientId? recipient, bool held, Actor actor, CancellationToken cancellationToken);

    /// <summary>Ends recipients as DISCARDED by the actor. No notice is sent.</summary>
    ValueTask<StoreResult<int>> RemoveAsync(CompanyId? company, AcceptId id, QueueRecipientId? recipient, Actor actor, CancellationToken cancellationToken);
}

public sealed record QueueRow(
    QueueRecipientId Id,
    AcceptId AcceptId,
    CompanyId Company,
    string From,
    string Recipient,
    string Destination,
    long SizeOctets,
    DateTimeOffset QueuedAt,
    DateTimeOffset NextAttempt,
    int Attempts,
    bool Held,
    bool Leased,
    string? LastFailure);
