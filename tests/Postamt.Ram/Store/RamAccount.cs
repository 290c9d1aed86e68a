using Postamt.Cluster.Identity;
using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Ram.Store;

/// <summary>One account's mailboxes and messages; guarded by the post office's lock.</summary>
internal sealed class RamAccount(AccountId id, CompanyId company, uint uidValidity)
{
    public AccountId Id { get; } = id;

    public CompanyId Company { get; } = company;

    public long NextId { get; set; } = 1;

    public long ModSeq { get; set; } = 1;

    public uint UidValidity { get; set; } = uidValidity;

    public long QuotaOctets { get; set; }

    public List<RamMailbox> Mailboxes { get; } = [];

    public HashSet<string> Subscriptions { get; } = new(StringComparer.Ordinal);

    public Dictionary<long, RamMessage> Messages { get; } = [];

    /// <summary>Spellings by first use.</summary>
    public Dictionary<string, string> Keywords { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, long> Threads { get; } = new(StringComparer.Ordinal);

    public Dictionary<UInt128, (string Mailbox, Uid Uid, DateTimeOffset At)> Filed { get; } = [];

    public RamMailbox? Find(string name) => Mailboxes.Find(mailbox => mailbox.Name.Value == name);

    public RamMailbox? Find(MailboxId mailbox) => Mailboxes.Find(known => known.Id == mailbox);

    public RamMailbox Make(MailboxName name, MailboxRole role, ModSeq modSeq, DateTimeOffset now)
    {
        var mailbox = new RamMailbox(new MailboxId(NextId++), name, role) { Validity = NextValidity(now), Highest = modSeq, Floor = modSeq };
        Mailboxes.Add(mailbox);
        return mailbox;
    }

    public uint NextValidity(DateTimeOffset now) => UidValidity = Math.Max(UidValidity + 1, (uint)now.ToUnixTimeSeconds());

    /// <summary>The same flags with each keyword in the account's spelling.</summary>
    public MessageFlags Spell(MessageFlags flags)
    {
        foreach (var keyword in flags.Keywords) Keywords.TryAdd(keyword, keyword);
        return new MessageFlags(flags.System, flags.Keywords.Select(keyword => Keywords[keyword]));
    }

    public long Thread(long message, string? messageId, IReadOnlyList<string> references)
    {
        List<string> ids = [];
        if (messageId is not null) ids.Add(messageId);
        ids.AddRange(references.Reverse().Take(20 - ids.Count));
        if (references.Count > 20) ids.Add(references[0]);
        var thread = ids.Where(Threads.ContainsKey).Select(known => (long?)Threads[known]).FirstOrDefault() ?? message;
        foreach (var known in ids) Threads.TryAdd(known, thread);
        return thread;
    }
}

internal sealed record RamMessage(
    long Id, long Thread, BlobRef Blob, long Size, DateTimeOffset InternalDate, ReadOnlyMemory<byte> Prefix, ReadOnlyMemory<byte> Structure)
{
    public int Placements { get; set; }

    /// <summary>When the last placement went; null while there is one.</summary>
    public DateTimeOffset? ExpungedAt { get; set; }
}
