using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;

namespace Postamt.Queue.Ledger;

/// <summary>
/// The life of one recipient of one accepted mail. Accepted begins it; exactly one of the ends closes it; Quarantined leaves it open.
/// </summary>
public enum LedgerEvent
{
    Accepted = 1,
    Quarantined = 2,
    Delivered = 10,
    Relayed = 11,
    Bounced = 12,
    Expired = 13,
    Discarded = 14,
    Expanded = 15,
    Transferred = 16,
}

/// <summary>One row of the ledger, append-only.</summary>
/// <param name="Strand">The writing epoch; each has its own hash chain.</param>
/// <param name="Seq">1.. within the strand, without gaps.</param>
/// <param name="Entry">Id of the recipient's life; the same in its first and last row.</param>
/// <param name="Parent">The entry this one came from by expansion; 0 for none.</param>
/// <param name="From">Reverse-path, "" for null; null once personal columns were erased.</param>
/// <param name="Recipient">Address; null once erased.</param>
/// <param name="Detail">What, in words: host and reply, mailbox, rule, DSN id, verdict; null once erased.</param>
public sealed record LedgerRow(
    long Strand,
    long Seq,
    long Entry,
    long Parent,
    AcceptId AcceptId,
    CompanyId Company,
    LedgerEvent Event,
    DateTimeOffset At,
    string? From,
    string? Recipient,
    string? Detail)
{
    /// <summary>How the mail came in.</summary>
    public AcceptKind Kind { get; init; }

    /// <summary>The authenticated account the mail came from: the reason for relaying it; null for none.</summary>
    public AccountId? Account { get; init; }
}
