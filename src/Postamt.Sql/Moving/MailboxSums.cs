using System.Security.Cryptography;
using Postamt.Sql.Engines;
using Postamt.Sql.Rows;
using Postamt.Sql.Shared;
using Postamt.Store.Results;

namespace Postamt.Sql.Moving;

/// <summary>All mailboxes of an installation as their readers see them.</summary>
internal static class MailboxSums
{
    private const int Piece = 1000;

    private const string MailboxesText = """
        SELECT mailbox.account_id, coalesce(account.primary_key, ''), mailbox.name, mailbox.id, mailbox.uidvalidity, mailbox.highest_modseq
        FROM mailbox LEFT JOIN account ON account.id = mailbox.account_id
        WHERE (mailbox.account_id, mailbox.id) > ($1, $2) ORDER BY mailbox.account_id, mailbox.id LIMIT $3
        """;

    private const string MessagesText = """
        SELECT p.uid, p.flags, p.keywords, p.modseq, p.saved_at, m.internal_date, m.size, b.sha256, b.length, t.prefix, t.structure
        FROM placement p JOIN message m ON m.account_id = p.account_id AND m.id = p.message_id JOIN blob b ON b.id = m.blob_id
            JOIN message_text t ON t.internal_date = m.internal_date AND t.account_id = m.account_id AND t.id = m.id
        WHERE p.account_id = $1 AND p.mailbox_id = $2 AND p.uid > $3 ORDER BY p.uid LIMIT $4
        """;

    private const string KeywordsText = """
        SELECT id, name FROM keyword WHERE account_id = $1 ORDER BY id
        """;

    private static readonly SqlKind[] Kinds =
    [
        SqlKind.Number, SqlKind.Number, SqlKind.Bytes, SqlKind.Number, SqlKind.Number, SqlKind.Number, SqlKind.Number, SqlKind.Bytes, SqlKind.Number, SqlKind.Bytes, SqlKind.Bytes,
    ];

    public static async Task<IReadOnlyList<MailboxSum>> ReadAsync(SqlEngine engine)
    {
        var sums = new List<MailboxSum>();
        var (account, mailbox) = (0L, 0L);
        while (true)
        {
            var (afterAccount, afterMailbox) = (account, mailbox);
            var found = DatabaseUnavailableException.Unless(await engine.Readers.ReadAsync(sql => StoreResult<List<Row>>.Ok(sql.Query(
                MailboxesText, static row => new Row(row.Long(0), row.Text(1), row.Text(2), row.Long(3), row.Long(4), row.Long(5)), afterAccount, afterMailbox, Piece)), default));
            if (found.Count == 0) return sums;
            foreach (var row in found) sums.Add(await SumAsync(engine, row));
            (account, mailbox) = (found[^1].Account, found[^1].Id);
        }
    }

    private static async Task<MailboxSum> SumAsync(SqlEngine engine, Row mailbox)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var keywords = await QueryAsync(engine, sql => sql.Query(KeywordsText, static row => new[] { row.Value(0, SqlKind.Number), row.Value(1, SqlKind.Text) }, mailbox.Account));
        foreach (var keyword in keywords) RowHash.Append(hash, keyword);
        var (count, first, last) = (0L, 0L, 0L);
        while (true)
        {
            var after = last;
            var rows = await QueryAsync(engine, sql => sql.Query(MessagesText, static row => Kinds.Select((kind, i) => row.Value(i, kind)).ToArray(), mailbox.Account, mailbox.Id, after, Piece));
            if (rows.Count == 0) break;
            foreach (var row in rows) RowHash.Append(hash, row);
            if (first == 0) first = rows[0][0].Number;
            last = rows[^1][0].Number;
            count += rows.Count;
        }
        return new MailboxSum(mailbox.Account, mailbox.Address, mailbox.Name, mailbox.UidValidity, count, first, last, mailbox.HighestModSeq, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static async Task<List<SqlValue[]>> QueryAsync(SqlEngine engine, Func<ISqlReader, List<SqlValue[]>> query) =>
        DatabaseUnavailableException.Unless(await engine.Readers.ReadAsync(sql => StoreResult<List<SqlValue[]>>.Ok(query(sql)), default));

    private sealed record Row(long Account, string Address, string Name, long Id, long UidValidity, long HighestModSeq);
}
