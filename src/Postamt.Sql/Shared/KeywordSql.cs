using System.Buffers.Binary;
using System.Text;
using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>The keyword dictionary of an account. A keyword keeps the spelling of its first use.</summary>
internal static class KeywordSql
{
    /// <summary>Different keywords an account may ever use.</summary>
    public const int MaxPerAccount = 10_000;

    private const string FindText = """
        SELECT id FROM keyword WHERE account_id = $1 AND name_key = $2
        """;

    private const string NextText = """
        SELECT coalesce(max(id), 0) + 1 FROM keyword WHERE account_id = $1
        """;

    private const string InsertText = """
        INSERT INTO keyword (account_id, id, name, name_key) VALUES ($1, $2, $3, $4)
        """;

    private const string AllText = """
        SELECT id, name FROM keyword WHERE account_id = $1
        """;

    private const string UsedText = """
        INSERT INTO mailbox_keyword (account_id, mailbox_id, keyword_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
        """;

    private const string InMailboxText = """
        SELECT keyword.name FROM mailbox_keyword JOIN keyword ON keyword.account_id = mailbox_keyword.account_id AND keyword.id = mailbox_keyword.keyword_id
        WHERE mailbox_keyword.account_id = $1 AND mailbox_keyword.mailbox_id = $2
        """;

    /// <summary>Null when the flags can be stored.</summary>
    public static StoreError? Check(MessageFlags flags)
    {
        if (flags.Keywords.Length > MessageFlags.MaxKeywords) return StoreError.Limit;
        return flags.Keywords.Any(keyword => keyword.Length == 0 || Encoding.UTF8.GetByteCount(keyword) > MessageFlags.MaxKeywordOctets) ? StoreError.Invalid : null;
    }

    /// <summary>The ids of keywords as a placement of that mailbox keeps them; new ones are added to the dictionary. Limit when it is full.</summary>
    public static StoreResult<byte[]?> Encode(WriteTransaction tx, AccountId account, long mailbox, IReadOnlyList<string> keywords)
    {
        if (keywords.Count == 0) return StoreResult<byte[]?>.Ok(null);
        var ids = new uint[keywords.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            if (FindOrAdd(tx, account, keywords[i]) is not { } id) return StoreError.Limit;
            ids[i] = (uint)id;
            tx.Post(UsedText, account, mailbox, id);
        }
        Array.Sort(ids);
        var bytes = new byte[ids.Length * 4];
        for (var i = 0; i < ids.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), ids[i]);
        return StoreResult<byte[]?>.Ok(bytes);
    }

    public static IReadOnlyList<string> InMailbox(ISqlReader reader, AccountId account, long mailbox)
    {
        var names = reader.Query(InMailboxText, static row => row.Text(0), account, mailbox);
        names.Sort(StringComparer.OrdinalIgnoreCase);
        return names;
    }

    internal static Dictionary<uint, string> All(ISqlReader reader, AccountId account) =>
        reader.Query(AllText, static row => (Id: (uint)row.Long(0), Name: row.Text(1)), account).ToDictionary(pair => pair.Id, pair => pair.Name);

    private static long? FindOrAdd(WriteTransaction tx, AccountId account, string keyword)
    {
        var key = keyword.ToUpperInvariant();
        if (tx.QueryLong(FindText, account, key) is { } found) return found;
        var next = tx.QueryLong(NextText, account)!.Value;
        if (next > MaxPerAccount) return null;
        tx.Post(InsertText, account, next, keyword, key);
        return next;
    }
}

/// <summary>Turns stored keyword ids into names; reads the account's dictionary when the first one is met.</summary>
internal sealed class KeywordNames(ISqlReader reader, AccountId account)
{
    private Dictionary<uint, string>? _names;

    public MessageFlags Flags(long system, ReadOnlySpan<byte> keywords)
    {
        if (keywords.IsEmpty) return new MessageFlags((SystemFlags)system);
        _names ??= KeywordSql.All(reader, account);
        var names = new List<string>(keywords.Length / 4);
        for (; keywords.Length >= 4; keywords = keywords[4..]) names.Add(_names[BinaryPrimitives.ReadUInt32LittleEndian(keywords)]);
        return new MessageFlags((SystemFlags)system, names);
    }
}
