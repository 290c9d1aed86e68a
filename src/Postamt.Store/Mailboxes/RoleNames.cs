namespace Postamt.Store.Mailboxes;

/// <summary>What the mailboxes made with a new account are called in the account's language; from then on they are plain names.</summary>
public static class RoleNames
{
    public static IReadOnlyList<(MailboxRole Role, string Name)> For(string locale) => Language(locale) switch
    {
        "de" => [(MailboxRole.Inbox, "INBOX"), (MailboxRole.Drafts, "Entwürfe"), (MailboxRole.Sent, "Gesendet"), (MailboxRole.Archive, "Archiv"), (MailboxRole.Junk, "Spam"), (MailboxRole.Trash, "Papierkorb")],
        "zh" => [(MailboxRole.Inbox, "INBOX"), (MailboxRole.Drafts, "草稿"), (MailboxRole.Sent, "已发送"), (MailboxRole.Archive, "归档"), (MailboxRole.Junk, "垃圾邮件"), (MailboxRole.Trash, "已删除")],
        _ => [(MailboxRole.Inbox, "INBOX"), (MailboxRole.Drafts, "Drafts"), (MailboxRole.Sent, "Sent"), (MailboxRole.Archive, "Archive"), (MailboxRole.Junk, "Junk"), (MailboxRole.Trash, "Trash")],
    };

    private static string Language(string locale)
    {
        var dash = locale.IndexOfAny(['-', '_']);
        return (dash < 0 ? locale : locale[..dash]).ToLowerInvariant();
    }
}
