using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Mailboxes;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>The numbers of an account: ids, modseq, UIDVALIDITY, use of its quota.</summary>
internal static class ClockSql
{
    private const string InsertText = """
        INSERT INTO account_clock (account_id, company_id, uidvalidity, quota_octets) VALUES ($1, $2, $3, $4)
        """;

    private const string TickText = """
        UPDATE account_clock SET modseq = modseq + 1 WHERE account_id = $1 RETURNING modseq
        """;

    private const string IdText = """
        UPDATE account_clock SET next_id = next_id + 1 WHERE account_id = $1 RETURNING next_id - 1
        """;

    private const string TakeText = """
        UPDATE account_clock SET next_id = next_id + 1, used_octets = used_octets + $2, used_messages = used_messages + 1
        WHERE account_id = $1 RETURNING next_id - 1
        """;

    private const string TickAndTakeText = """
        UPDATE account_clock SET modseq = modseq + 1, next_id = next_id + 1, used_octets = used_octets + $2, used_messages = used_messages + 1
        WHERE account_id = $1 RETURNING next_id - 1, modseq
        """;

    private const string UidValidityText = """
        UPDATE account_clock SET uidvalidity = CASE WHEN uidvalidity < $2 THEN $2 ELSE uidvalidity + 1 END WHERE account_id = $1 RETURNING uidvalidity
        """;

    private const string UseText = """
        UPDATE account_clock SET used_octets = used_octets + $2, used_messages = used_messages + $3 WHERE account_id = $1
        """;

    private const string CompanyText = """
        SELECT company_id FROM account_clock WHERE account_id = $1
        """;

    private const string QuotaText = """
        UPDATE account_clock SET quota_octets = $2 WHERE account_id = $1
        """;

    public static void Insert(WriteTransaction tx, AccountId account, CompanyId company, long quotaOctets) =>
        tx.Post(InsertText, account, company, tx.Now.ToUnixTimeSeconds(), quotaOctets);

    /// <summary>The account's new modseq; the same again within one request.</summary>
    public static ModSeq Tick(WriteTransaction tx, AccountId account)
    {
        if (tx.ModSeqs.TryGetValue(account, out var taken)) return new ModSeq(taken);
        var modSeq = tx.QueryLong(TickText, account) ?? throw new InvalidOperationException($"account {account} has no clock");
        tx.ModSeqs[account] = modSeq;
        return new ModSeq(modSeq);
    }

    public static long NextId(WriteTransaction tx, AccountId account) =>
        tx.QueryLong(IdText, account) ?? throw new InvalidOperationException($"account {account} has no clock");

    /// <summary>The id of a new message, counted against the quota, under the request's modseq of the account.</summary>
    public static long TakeMessage(WriteTransaction tx, AccountId account, long octets)
    {
        if (tx.ModSeqs.ContainsKey(account)) return tx.QueryLong(TakeText, account, octets) ?? throw new InvalidOperationException($"account {account} has no clock");
        var (id, modSeq) = tx.QueryFirst<(long, long)?>(TickAndTakeText, static row => (row.Long(0), row.Long(1)), account, octets)
            ?? throw new InvalidOperationException($"account {account} has no clock");
        tx.ModSeqs[account] = modSeq;
        return id;
    }

    /// <summary>RFC 9051 2.3.1.1: grows with each mailbox made in the account, so that a name never has the same twice.</summary>
    public static UidValidity NextUidValidity(WriteTransaction tx, AccountId account) =>
        new((uint)(tx.QueryLong(UidValidityText, account, tx.Now.ToUnixTimeSeconds()) ?? throw new InvalidOperationException($"account {account} has no clock")));

    public static void Use(WriteTransaction tx, AccountId account, long octets, long messages) => tx.Post(UseText, account, octets, messages);

    public static void SetQuota(WriteTransaction tx, AccountId account, long quotaOctets) => tx.Post(QuotaText, account, quotaOctets);

    /// <summary>NotFound for an account without mailboxes.</summary>
    public static StoreResult<CompanyId> Company(ISqlReader reader, AccountId account) =>
        reader.QueryLong(CompanyText, account) is { } company ? new CompanyId(company) : StoreError.NotFound;
}
