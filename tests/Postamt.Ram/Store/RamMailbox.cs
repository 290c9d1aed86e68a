using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Ram.Store;

internal sealed class RamMailbox(MailboxId id, MailboxName name, MailboxRole role)
{
    public MailboxId Id { get; } = id;

    public MailboxName Name { get; set; } = name;

    public MailboxRole Role { get; set; } = role;

    public uint Validity { get; set; }

    public uint UidNext { get; set; } = 1;

    public ModSeq Highest { get; set; }

    public ModSeq Floor { get; set; }

    public bool Selectable { get; set; } = true;

    public List<RamPlacement> Placements { get; } = [];

    public List<(ModSeq At, Uid Uid)> Tombstones { get; } = [];

    public HashSet<string> Keywords { get; } = new(StringComparer.OrdinalIgnoreCase);

    public UidMap? Map { get; set; }

    public Uid Place(RamMessage message, MessageFlags flags, ModSeq modSeq, DateTimeOffset now)
    {
        var uid = new Uid(UidNext++);
        Placements.Add(new RamPlacement(uid, message, flags, modSeq, now));
        message.Placements++;
        message.ExpungedAt = null;
        Keywords.UnionWith(flags.Keywords);
        Highest = modSeq;
        return uid;
    }

    public void Remove(IReadOnlyCollection<RamPlacement> placements, ModSeq modSeq, DateTimeOffset now)
    {
        var gone = placements.ToHashSet(ReferenceEqualityComparer.Instance);
        Placements.RemoveAll(gone.Contains);
        foreach (var placement in placements)
        {
            Tombstones.Add((modSeq, placement.Uid));
            if (--placement.Message.Placements == 0) placement.Message.ExpungedAt = now;
        }
        Highest = modSeq;
    }

    public List<RamPlacement> In(IReadOnlyList<UidRange> uids) =>
        [.. Placements.Where(placement => uids.Any(range => range.First <= placement.Uid.Value && placement.Uid.Value <= range.Last))];

    public MailboxInfo Info(RamAccount account) => new(
        Id, Name, Role, account.Subscriptions.Contains(Name.Value), new UidValidity(Validity), UidNext, Highest, Placements.Count,
        Placements.Count(placement => !placement.Flags.Has(SystemFlags.Seen)), Placements.Count(placement => placement.Flags.Has(SystemFlags.Deleted)),
        Placements.Sum(placement => placement.Message.Size), Selectable);
}

internal sealed class RamPlacement(Uid uid, RamMessage message, MessageFlags flags, ModSeq modSeq, DateTimeOffset savedAt)
{
    public Uid Uid { get; } = uid;

    public RamMessage Message { get; } = message;

    public MessageFlags Flags { get; set; } = flags;

    public ModSeq ModSeq { get; set; } = modSeq;

    public DateTimeOffset SavedAt { get; } = savedAt;

    public FlagRow Row => new(Uid, Flags, ModSeq);
}
