using Npgsql;
using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;
using Postamt.Sql.Rows;
using Postamt.Sql.Shared;
using Postamt.Sql.Writing;
using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;

namespace Postamt.Sql.Postgres;

/// <summary>
/// Asks for everything the deliveries of a batch have foreseen, in one round trip, and has their accounts and contents locked by it: accounts
/// in ascending number, so that two nodes never wait for each other. Their work then asks nothing. Each row is looked up by itself (LATERAL):
/// a plan made while a table was empty reads no more of it later.
/// </summary>
internal static class Foresight
{
    private const string ClocksText = """
        SELECT account_id, next_id, modseq, used_octets, used_messages FROM account_clock WHERE account_id = ANY($1::bigint[]) ORDER BY account_id FOR UPDATE
        """;

    // An account another node has just now is left to a later batch.
    private const string FreeClocksText = ClocksText + " SKIP LOCKED";

    private const string MailboxesText = """
        SELECT account_id, role, id, name, uidnext, messages, size, unseen, deleted FROM mailbox
        WHERE account_id = ANY($1::bigint[]) AND role = ANY($2::bigint[]) AND role <> 0 AND selectable = 1
        """;

    private const string AcceptsText = """
        SELECT accept_id, at, NULL::bytea FROM accept WHERE accept_id = ANY($1::bytea[])
        UNION ALL SELECT accept_id, at, repeat_key FROM accept WHERE repeat_key = ANY($2::bytea[]) AND at >= $3 AND answered = 0 AND repeat_key IS NOT NULL
        """;

    private const string FilingsText = """
        SELECT asked.account_id, asked.accept_id, filed.uid, filed.name FROM unnest($1::bigint[], $2::bytea[]) AS asked (account_id, accept_id)
        CROSS JOIN LATERAL (SELECT filing.uid, coalesce(mailbox.name, '') AS name
            FROM filing LEFT JOIN mailbox ON mailbox.account_id = filing.account_id AND mailbox.id = filing.mailbox_id
            WHERE filing.account_id = asked.account_id AND filing.accept_id = asked.accept_id OFFSET 0) AS filed
        """;

    private const string ThreadsText = """
        SELECT asked.account_id, asked.id_hash, found.thread_id FROM unnest($1::bigint[], $2::bigint[]) AS asked (account_id, id_hash)
        CROSS JOIN LATERAL (SELECT thread_id FROM thread_id WHERE thread_id.account_id = asked.account_id AND thread_id.id_hash = asked.id_hash OFFSET 0) AS found
        """;

    // Whoever takes a reference holds the row: a sweep on another node waits, and then sees the reference. They are asked for, and locked, in order.
    private const string ContentsText = """
        SELECT asked.company_id, asked.sha256, stored.id FROM unnest($1::bigint[], $2::bytea[]) AS asked (company_id, sha256)
        CROSS JOIN LATERAL (SELECT id FROM blob WHERE blob.company_id = asked.company_id AND blob.sha256 = asked.sha256 LIMIT 1 FOR UPDATE) AS stored
        """;

    private const string NumbersText = """
        SELECT nextval('blob_id_seq') FROM generate_series(1, $1::bigint)
        """;

    /// <param name="waits">For accounts that another node has; otherwise they are skipped.</param>
    /// <returns>The accounts that are not to be had now.</returns>
    public static HashSet<AccountId> Load(PostgresConnection connection, WriteTransaction tx, IReadOnlyList<WriteRequest> batch, bool waits)
    {
        var deliveries = batch.Where(request => request is { Foreseen: not null, Settled: false }).ToList();
        if (deliveries.Count == 0) return [];
        var foreseen = deliveries.ConvertAll(request => request.Foreseen!);
        var accounts = foreseen.SelectMany(each => each.Filings).Select(filing => filing.Account).Distinct().ToArray();
        var filings = foreseen.SelectMany(each => each.Filings.Select(filing => (filing.Account, each.Accept))).Distinct().ToArray();
        var threads = foreseen.SelectMany(each => each.Filings.SelectMany(filing => each.Threads.Select(hash => (filing.Account, Hash: hash)))).Distinct().ToArray();
        var contents = deliveries.SelectMany(request => request.Bodies).Select(body => (body.Company, body.Hash)).Distinct()
            .OrderBy(content => content.Company.Value).ThenBy(content => content.Hash.High).ThenBy(content => content.Hash.Low).ToArray();
        var roles = foreseen.SelectMany(each => each.Filings).Select(filing => filing.Role).Append(MailboxRole.Inbox).Distinct().ToArray();
        var results = connection.AskAll(
        [
            (waits ? ClocksText : FreeClocksText, [Numbers(accounts.Select(account => account.Value))]),
            (MailboxesText, [Numbers(accounts.Select(account => account.Value)), Numbers(roles.Select(role => (long)role))]),
            (AcceptsText, [Octets(foreseen.Select(each => each.Accept.ToBytes())), Octets(foreseen.Select(each => each.RepeatKey).OfType<byte[]>()), PostgresValue.Parameter(tx.Now - RepeatKey.Window)]),
            (FilingsText, [Numbers(filings.Select(filing => filing.Account.Value)), Octets(filings.Select(filing => filing.Accept.ToBytes()))]),
            (ThreadsText, [Numbers(threads.Select(thread => thread.Account.Value)), Numbers(threads.Select(thread => thread.Hash))]),
            (ContentsText, [Numbers(contents.Select(content => content.Company.Value)), Octets(contents.Select(content => content.Hash.ToBytes()))]),
            (NumbersText, [PostgresValue.Parameter(contents.Length)]),
        ]);
        var known = tx.Known;
        var busy = Accounts(known, results[0], results[1], accounts, roles, waits);
        Accepts(known, results[2], foreseen);
        foreach (var filing in filings) known.Filings[filing] = null;
        for (var rows = results[3]; rows.Next();)
            known.Filings[(new AccountId(rows.Long(0)), AcceptId.FromBytes(rows.Bytes(1)))] = new FiledResult(true, new Uid((uint)rows.Long(2)), rows.Text(3));
        foreach (var thread in threads) known.Threads[thread] = null;
        for (var rows = results[4]; rows.Next();) known.Threads[(new AccountId(rows.Long(0)), rows.Long(1))] = rows.Long(2);
        Contents(known, results[5], results[6], contents);
        return busy;
    }

    private static HashSet<AccountId> Accounts(KnownRows known, PostgresRows clocks, PostgresRows mailboxes, AccountId[] accounts, MailboxRole[] roles, bool waits)
    {
        var heads = new Dictionary<AccountId, AccountHead>();
        while (clocks.Next())
        {
            var head = new AccountHead(new AccountId(clocks.Long(0)), clocks.Long(1), clocks.Long(2), clocks.Long(3), clocks.Long(4));
            foreach (var role in roles) head.Mailboxes[role] = null;
            heads.Add(head.Account, head);
        }
        while (mailboxes.Next())
        {
            if (heads.TryGetValue(new AccountId(mailboxes.Long(0)), out var head))
                head.Mailboxes[(MailboxRole)mailboxes.Long(1)] = new MailboxHead(mailboxes.Long(2), mailboxes.Text(3), mailboxes.Long(4), mailboxes.Long(5), mailboxes.Long(6), mailboxes.Long(7), mailboxes.Long(8));
        }
        foreach (var account in accounts)
        {
            if (waits || heads.ContainsKey(account)) known.Accounts.Add(account, heads.GetValueOrDefault(account));
        }
        return [.. accounts.Where(account => !waits && !heads.ContainsKey(account))];
    }

    private static void Accepts(KnownRows known, PostgresRows rows, List<Foreseen> foreseen)
    {
        foreach (var each in foreseen)
        {
            known.Accepts[each.Accept] = null;
            if (each.RepeatKey is { } key) known.Repeats[RepeatedBy.Of(key)] = null;
        }
        while (rows.Next())
        {
            var accepted = new AcceptedMail(AcceptId.FromBytes(rows.Bytes(0)), UtcMicroseconds.ToTime(rows.Long(1)), true);
            if (rows.IsNull(2))
            {
                known.Accepts[accepted.Id] = accepted;
                continue;
            }
            // Of several the last one.
            var key = RepeatedBy.Of(rows.Bytes(2));
            if (known.Repeats.GetValueOrDefault(key) is not { } other || other.At < accepted.At) known.Repeats[key] = accepted;
        }
    }

    private static void Contents(KnownRows known, PostgresRows stored, PostgresRows numbers, (CompanyId, ContentHash)[] contents)
    {
        while (stored.Next()) known.Contents[(new CompanyId(stored.Long(0)), ContentHash.FromBytes(stored.Bytes(1)))] = new KnownContent(stored.Long(2), true);
        foreach (var content in contents)
        {
            if (numbers.Next()) known.Contents.TryAdd(content, new KnownContent(numbers.Long(0), false));
        }
    }

    private static NpgsqlParameter Numbers(IEnumerable<long> values) => PostgresValue.Array(SqlKind.Number, values.ToArray());

    private static NpgsqlParameter Octets(IEnumerable<byte[]> values) => PostgresValue.Array(SqlKind.Bytes, values.ToArray());
}
