using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;

namespace Postamt.Queue.Ledger;

/// <summary>What a row is to say, before its strand gives it number, time and hash.</summary>
/// <param name="Entry">0: this row begins a life and gives it its id.</param>
public readonly record struct LedgerDraft(
    long Entry,
    long Parent,
    AcceptId AcceptId,
    CompanyId Company,
    LedgerEvent Event,
    string From,
    string Recipient,
    string Detail,
    AcceptKind Kind,
    AccountId? Account);
