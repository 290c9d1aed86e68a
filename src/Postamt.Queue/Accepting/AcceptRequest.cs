using System.Collections.Immutable;
using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Store.Spooling;

namespace Postamt.Queue.Accepting;

/// <summary>A mail that was received, screened and decided, ready to become durable in one transaction.</summary>
public sealed record AcceptRequest
{
    public required AcceptId Id { get; init; }

    public required MailParameters Mail { get; init; }

    /// <summary>The octets as received; the caller disposes of them after the call.</summary>
    public required SpooledContent Content { get; init; }

    /// <summary>Serialised MIME structure of the content.</summary>
    public required ReadOnlyMemory<byte> Structure { get; init; }

    /// <summary>Our Received and other trace fields, CRLF ended, without Return-Path: what a relay sends before the content.</summary>
    public required ReadOnlyMemory<byte> TraceHeader { get; init; }

    /// <summary>Message-ID without brackets; null when there is none.</summary>
    public string? MessageId { get; init; }

    /// <summary>In-Reply-To and References, at most 100 ids.</summary>
    public ImmutableArray<string> References { get; init; } = [];

    /// <summary>Number of Received fields in the content (RFC 5321 6.3).</summary>
    public int Hops { get; init; }

    public required AcceptSource Source { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The screening's verdict in one line; stands in the ledger row of every recipient.</summary>
    public required string Verdict { get; init; }

    /// <summary>The screening calls it junk: filed as that, now or when it leaves the queue.</summary>
    public bool IsJunk { get; init; }

    /// <summary>At least one.</summary>
    public required ImmutableArray<AcceptRecipient> Recipients { get; init; }

    /// <summary>A notice of a mail's delay: left out of the completion it comes with when the sender was told of that mail's delay meanwhile.</summary>
    public bool TellsDelay { get; init; }
}

public enum AcceptKind
{
    Mx,
    Submission,
    Lmtp,

    /// <summary>Made here: notices, reports.</summary>
    Internal,
}

/// <param name="PeerNetwork">The peer's /24 or /64 in text; empty for Internal. Part of recognising a mail sent again.</param>
/// <param name="Session">Session id of the log.</param>
/// <param name="Account">The authenticated account.</param>
/// <param name="ClientName">HELO name and address, for trace.</param>
public sealed record AcceptSource(AcceptKind Kind, string PeerNetwork, string Session, AccountId? Account, string ClientName);

/// <param name="Company">Whose mail this is for this recipient: the recipient's company, or for mail going out the sender's.</param>
public sealed record AcceptRecipient(EnvelopeRecipient Recipient, CompanyId Company, RecipientTarget Target);

/// <summary>Where a recipient goes first.</summary>
public abstract record RecipientTarget
{
    private RecipientTarget()
    {
    }

    /// <summary>Straight into a mailbox of the account, in the accept transaction. The ledger rows are the same as by way of the queue.</summary>
    public sealed record File(Filing Filing) : RecipientTarget;

    /// <summary>Into the queue.</summary>
    public sealed record Enqueue(Destination Destination) : RecipientTarget;
}
