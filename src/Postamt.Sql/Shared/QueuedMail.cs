using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;

namespace Postamt.Sql.Shared;

/// <summary>Everything about a queued mail but its recipients.</summary>
internal sealed record QueuedMail
{
    /// <summary>0 before it is inserted.</summary>
    public long Id { get; init; }

    public required AcceptId AcceptId { get; init; }

    public required CompanyId Company { get; init; }

    public required AcceptKind Kind { get; init; }

    public required AccountId? Account { get; init; }

    public required MailParameters Mail { get; init; }

    public required BlobRow Blob { get; init; }

    public required ReadOnlyMemory<byte> Structure { get; init; }

    public required ReadOnlyMemory<byte> TraceHeader { get; init; }

    public required string? MessageId { get; init; }

    public required IReadOnlyList<string> References { get; init; }

    public required int Hops { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required string Verdict { get; init; }

    public bool IsJunk { get; init; }

    /// <summary>The sender was told that it is late.</summary>
    public bool DelayTold { get; init; }

    public string From => Mail.ReversePath.ToString();

    public BlobRef Content => Blob.Ref;
}
