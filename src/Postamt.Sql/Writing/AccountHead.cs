using Postamt.Cluster.Identity;
using Postamt.Store.Mailboxes;

namespace Postamt.Sql.Writing;

/// <summary>The numbers of an account that a delivery moves, in memory within one transaction.</summary>
internal sealed class AccountHead(AccountId account, long nextId, long modSeq, long usedOctets, long usedMessages)
{
    public AccountId Account { get; } = account;

    public long NextId { get; private set; } = nextId;

    public long ModSeq { get; private set; } = modSeq;

    public long UsedOctets { get; private set; } = usedOctets;

    public long UsedMessages { get; private set; } = usedMessages;

    /// <summary>Not yet as in the database.</summary>
    public bool Moved { get; private set; }

    /// <summary>Those that were asked for, by role; null for one the account has not.</summary>
    public Dictionary<MailboxRole, MailboxHead?> Mailboxes { get; } = [];

    /// <summary>The id of a new message of so many octets.</summary>
    public long TakeMessage(long octets)
    {
        Moved = true;
        UsedOctets += octets;
        UsedMessages++;
        return NextId++;
    }

    public ModSeq Tick()
    {
        Moved = true;
        return new ModSeq(++ModSeq);
    }

    public void Kept() => Moved = false;
}

/// <summary>The numbers of a mailbox that a delivery moves.</summary>
internal sealed class MailboxHead(long id, string name, long uidNext, long messages, long size, long unseen, long deleted)
{
    public long Id { get; } = id;

    public string Name { get; } = name;

    public long UidNext { get; private set; } = uidNext;

    public long HighestModSeq { get; private set; }

    public long Messages { get; private set; } = messages;

    public long Size { get; private set; } = size;

    public long Unseen { get; private set; } = unseen;

    public long Deleted { get; private set; } = deleted;

    public bool Moved { get; private set; }

    /// <summary>The UID of a message that is placed at its end.</summary>
    public long TakeUid(ModSeq modSeq, long octets, long unseen, long deleted)
    {
        Moved = true;
        HighestModSeq = modSeq.Value;
        Messages++;
        Size += octets;
        Unseen += unseen;
        Deleted += deleted;
        return UidNext++;
    }

    public void Kept() => Moved = false;
}
