using Postamt.Imap.Sessions;
using Postamt.Store.Mailboxes;

namespace Postamt.Imap.Commands;

/// <summary>The LIST response, RFC 9051 7.3.1.</summary>
internal static class ListResponse
{
    /// <param name="attributes">Separated by spaces.</param>
    /// <param name="oldName">OLDNAME (RFC 9051 6.3.9.7), only once IMAP4rev2 is enabled; null: none.</param>
    /// <param name="childInfo">CHILDINFO (RFC 5258 3.5): the quoted selection options; null: none.</param>
    public static void Write(Session session, MailboxName name, string attributes, string? oldName = null, string? childInfo = null)
    {
        var output = session.Out;
        output.Raw("* LIST ("u8);
        output.Raw(attributes);
        output.Raw(") \"/\" "u8);
        output.Mailbox(name.Value);
        if (childInfo is not null)
        {
            output.Raw(" (\"CHILDINFO\" ("u8);
            output.Raw(childInfo);
            output.Raw("))"u8);
        }
        if (oldName is not null)
        {
            output.Raw(" (\"OLDNAME\" ("u8);
            output.Mailbox(oldName);
            output.Raw("))"u8);
        }
        output.Line(""u8);
    }

    /// <summary>RFC 9051 6.3.9.7: tells a client that gave a name in another form than NFC which name it is. Before IMAP4rev2 is enabled nobody asked for extended LIST responses.</summary>
    public static void Renamed(Session session, MailboxArgument given, MailboxName name, string attributes)
    {
        if (session.Rev2 && given.IsDenormalized) Write(session, name, attributes, given.Text);
    }

    /// <param name="children">RFC 9051 6.3.9.5: \HasChildren or \HasNoChildren also for a name that does not exist.</param>
    public static string Attributes(ListEntry entry, bool subscribed, bool special, bool children)
    {
        var list = new List<string>(4);
        if (entry.Info is null) list.Add("\\NonExistent");
        else if (!entry.Info.Selectable) list.Add("\\Noselect");
        if (children || entry.Info is not null) list.Add(entry.HasChildren ? "\\HasChildren" : "\\HasNoChildren");
        if (subscribed && entry.Subscribed) list.Add("\\Subscribed");
        if (special && entry.IsSpecial) list.Add("\\" + entry.Info!.Role);
        return string.Join(' ', list);
    }
}
