using Postamt.Cluster.Identity;
using Postamt.Sql.Shared;

namespace Postamt.Sql.Writing;

/// <summary>Accounts as deliveries of one transaction have them: read once, moved in memory, written once.</summary>
internal sealed class AccountHeads
{
    private readonly Dictionary<AccountId, AccountHead?> _heads = [];

    /// <summary>Null for an account without mailboxes.</summary>
    public AccountHead? Of(WriteTransaction tx, AccountId account)
    {
        if (_heads.TryGetValue(account, out var known)) return known;
        var head = AccountHeadSql.Read(tx, account);
        _heads.Add(account, head);
        return head;
    }

    public void Add(AccountId account, AccountHead? head) => _heads[account] = head;

    public void Keep(WriteTransaction tx)
    {
        foreach (var head in _heads.Values)
        {
            if (head is { Moved: true }) AccountHeadSql.Keep(tx, head);
        }
    }

    public void Clear() => _heads.Clear();
}
