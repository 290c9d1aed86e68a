using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Postamt.Cluster.Identity;
using Postamt.Sql.Writing;

namespace Postamt.Sql.Shared;

/// <summary>
/// Conversations by Message-ID and References (RFC 5256 3, without the subject): a message joins the conversation its nearest known
/// reference belongs to, or the one that already refers to it.
/// </summary>
internal static class ThreadSql
{
    /// <summary>References looked at: the first one and the last nineteen.</summary>
    private const int MaxReferences = 20;

    private const string FindText = """
        SELECT thread_id FROM thread_id WHERE account_id = $1 AND id_hash = $2
        """;

    private const string InsertText = """
        INSERT INTO thread_id (account_id, id_hash, thread_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
        """;

    public static long Assign(WriteTransaction tx, AccountId account, long message, string? messageId, IReadOnlyList<string> references)
    {
        var hashes = Hashes(messageId, references);
        long? thread = null;
        foreach (var hash in hashes)
        {
            thread = Find(tx, account, hash);
            if (thread is not null) break;
        }
        foreach (var hash in hashes) Join(tx, account, hash, thread ?? message);
        return thread ?? message;
    }

    /// <summary>What a message's own id and its references are looked for by, nearest first.</summary>
    public static IReadOnlyList<long> Hashes(string? messageId, IReadOnlyList<string> references)
    {
        List<long> hashes = [];
        if (messageId is not null) hashes.Add(Hash(messageId));
        for (var i = references.Count - 1; i >= 0 && hashes.Count < MaxReferences; i--) hashes.Add(Hash(references[i]));
        if (references.Count > MaxReferences) hashes.Add(Hash(references[0]));
        return hashes;
    }

    private static long? Find(WriteTransaction tx, AccountId account, long hash)
    {
        if (tx.Known.Threads.TryGetValue((account, hash), out var known)) return known;
        var thread = tx.QueryLong(FindText, account, hash);
        tx.Known.Threads[(account, hash)] = thread;
        return thread;
    }

    private static void Join(WriteTransaction tx, AccountId account, long hash, long thread)
    {
        if (tx.Known.Threads.TryGetValue((account, hash), out var known) && known is not null) return;
        tx.PostRow(InsertText, account, hash, thread);
        tx.Known.Threads[(account, hash)] = thread;
    }

    private static long Hash(string messageId)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(messageId), hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
