using Postamt.Cluster.Identity;
using Postamt.Cluster.Nodes;
using Postamt.Mail.Envelopes;
using Postamt.Store.Results;

namespace Postamt.Queue.Ledger;

/// <summary>The append-only record that every recipient of every accepted mail has exactly one end. Rows are written by the engines with the changes they record.</summary>
public interface ILedger
{
    /// <summary>Seals all strand heads and the balance into a Merkle root chained to the last seal; null when nothing was written since.</summary>
    ValueTask<StoreResult<LedgerSeal?>> SealAsync(NodeEpoch epoch, CancellationToken cancellationToken);

    /// <summary>Copies seals outside the database that are not there yet, whichever node made them.</summary>
    /// <returns>How many; Unavailable: they cannot be written there.</returns>
    ValueTask<StoreResult<long>> CopySealsAsync(CancellationToken cancellationToken);

    /// <summary>Recomputes hashes and invariants from the last seal, or with <paramref name="all"/> from the first row.</summary>
    ValueTask<StoreResult<LedgerProof>> VerifyAsync(bool all, CancellationToken cancellationToken);

    ValueTask<StoreResult<IReadOnlyList<TraceStep>>> TraceAsync(TraceQuery query, CancellationToken cancellationToken);
}

/// <param name="Root">32 octets.</param>
public sealed record LedgerSeal(long Number, DateTimeOffset At, ReadOnlyMemory<byte> Root, LedgerBalance Balance);

/// <param name="Begun">Accepted rows, children included.</param>
/// <param name="Ended">By event.</param>
/// <param name="Live">Entries open with a queue or quarantine row.</param>
public sealed record LedgerBalance(long Begun, IReadOnlyDictionary<LedgerEvent, long> Ended, long Live)
{
    public bool IsBalanced => Begun == Ended.Values.Sum() + Live;
}

/// <param name="Rows">Rows checked.</param>
/// <param name="Violations">Each a sentence naming row and invariant; empty when the ledger holds. At most 1 000.</param>
public sealed record LedgerProof(long Rows, long Seals, LedgerBalance Balance, IReadOnlyList<string> Violations)
{
    public bool Holds => Violations.Count == 0 && Balance.IsBalanced;
}

/// <summary>All that are given must match.</summary>
/// <param name="Id">One accept.</param>
/// <param name="Address">Reverse-path or recipient, by lookup key.</param>
/// <param name="Limit">Mails, newest first.</param>
public sealed record TraceQuery(CompanyId? Company, AcceptId? Id, string? Address, DateTimeOffset? Since, DateTimeOffset? Until, int Limit);

/// <summary>One step of one mail, in time order: ledger rows and attempts together.</summary>
/// <param name="Step">Accepted, Deferred, Delivered …</param>
/// <param name="Text">In words.</param>
public sealed record TraceStep(AcceptId AcceptId, DateTimeOffset At, string Step, string From, string Recipient, string Text);
