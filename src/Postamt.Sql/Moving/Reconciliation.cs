using System.Security.Cryptography;
using Postamt.Sql.Engines;
using Postamt.Sql.Rows;
using Postamt.Sql.Shared;
using Postamt.Store.Results;

namespace Postamt.Sql.Moving;

/// <summary>What a mailbox holds: counts, numbers, and a hash over each of its messages with content and flags.</summary>
public sealed record MailboxSum(long Account, string Address, string Mailbox, long UidValidity, long Messages, long FirstUid, long LastUid, long HighestModSeq, string Hash);

/// <summary>Rows of a table, and a hash over all of them.</summary>
public sealed record TableSum(string Table, long Rows, string Hash);

/// <summary>One line of the comparison; null where a side has none.</summary>
public sealed record Compared<T>(T? From, T? To) where T : class
{
    public bool IsEqual => Equals(From, To);
}

/// <summary>Both sides, counted and hashed apart from the copying: by mailbox as a reader sees it, and by table.</summary>
public sealed record Reconciliation(IReadOnlyList<Compared<MailboxSum>> Mailboxes, IReadOnlyList<Compared<TableSum>> Tables)
{
    public bool IsEqual => Mailboxes.All(line => line.IsEqual) && Tables.All(line => line.IsEqual);

    internal static async Task<Reconciliation> CompareAsync(SqlEngine from, SqlEngine to, IReadOnlyList<TableShape> tables, Action<long> compared)
    {
        var mailboxes = Pair(await MailboxSums.ReadAsync(from), await MailboxSums.ReadAsync(to), sum => (sum.Account, sum.Mailbox));
        var sums = new List<Compared<TableSum>>();
        foreach (var table in tables) sums.Add(new Compared<TableSum>(await SumAsync(from, table, compared), await SumAsync(to, table, compared)));
        return new Reconciliation(mailboxes, sums);
    }

    private static async Task<TableSum> SumAsync(SqlEngine engine, TableShape table, Action<long> compared)
    {
        const int Piece = 2000;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        SqlValue[]? last = null;
        var count = 0L;
        while (true)
        {
            var after = last;
            var rows = DatabaseUnavailableException.Unless(await engine.Readers.ReadAsync(sql => StoreResult<List<SqlValue[]>>.Ok(table.Read(sql, after, Piece)), default));
            if (rows.Count == 0) return new TableSum(table.Name, count, Convert.ToHexStringLower(hash.GetHashAndReset()));
            foreach (var row in rows) RowHash.Append(hash, row);
            count += rows.Count;
            compared(rows.Count);
            last = rows[^1];
        }
    }

    private static List<Compared<T>> Pair<T, TKey>(IReadOnlyList<T> from, IReadOnlyList<T> to, Func<T, TKey> key) where T : class where TKey : notnull
    {
        var theirs = to.ToDictionary(key);
        List<Compared<T>> lines = [.. from.Select(sum => new Compared<T>(sum, theirs.GetValueOrDefault(key(sum))))];
        var ours = from.Select(key).ToHashSet();
        lines.AddRange(to.Where(sum => !ours.Contains(key(sum))).Select(sum => new Compared<T>(null, sum)));
        return lines;
    }
}
