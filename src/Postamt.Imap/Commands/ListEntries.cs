using Postamt.Store.Mailboxes;

namespace Postamt.Imap.Commands;

/// <param name="Info">Null: only a subscription, or a level above one.</param>
internal sealed record ListEntry(MailboxName Name, MailboxInfo? Info, bool Subscribed, bool HasChildren, bool SubscribedBelow)
{
    /// <summary>It has one of the special uses of RFC 6154 2.</summary>
    public bool IsSpecial => Info?.Role is not (null or MailboxRole.None or MailboxRole.Inbox);
}

/// <summary>The names of an account that LIST and LSUB choose from, with what is known of their neighbours.</summary>
internal static class ListEntries
{
    public static IEnumerable<ListEntry> All(MailboxList list)
    {
        var above = new HashSet<string>(StringComparer.Ordinal);
        var aboveSubscribed = new HashSet<string>(StringComparer.Ordinal);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mailbox in list.Mailboxes)
        {
            known.Add(mailbox.Name.Value);
            AddLevels(mailbox.Name, above);
            if (mailbox.Subscribed) AddLevels(mailbox.Name, aboveSubscribed);
        }
        foreach (var orphan in list.OrphanSubscriptions) AddLevels(orphan, aboveSubscribed);
        foreach (var mailbox in list.Mailboxes)
            yield return new ListEntry(mailbox.Name, mailbox, mailbox.Subscribed, above.Contains(mailbox.Name.Value), aboveSubscribed.Contains(mailbox.Name.Value));
        foreach (var orphan in list.OrphanSubscriptions)
        {
            if (known.Add(orphan.Value)) yield return new ListEntry(orphan, null, true, false, aboveSubscribed.Contains(orphan.Value));
        }
        foreach (var level in aboveSubscribed)
        {
            if (known.Add(level) && MailboxName.TryParse(level, out var name)) yield return new ListEntry(name, null, false, false, true);
        }
    }

    /// <summary>Adds the names of all levels above a name.</summary>
    public static void AddLevels(MailboxName name, HashSet<string> levels)
    {
        for (var level = name.Parent; level is not null && levels.Add(level.Value); level = level.Parent)
        {
            // Each level is added once: what lies above one that is known is known too.
        }
    }
}
