using System.Diagnostics.CodeAnalysis;
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Store.Mailboxes;

namespace Postamt.Imap.Commands;

/// <summary>A mailbox name as a command's argument: read here, judged when the command runs, since a name that cannot be is NO, not BAD.</summary>
/// <param name="Text">As given, in Unicode; null: the octets are no name.</param>
internal readonly record struct MailboxArgument(string? Text)
{
    public static ImapStatus Refused { get; } = ImapStatus.No("There can be no such name", "CANNOT");

    /// <summary>RFC 9051 5.1: the name is kept in NFC, and this is not how it was given.</summary>
    public bool IsDenormalized => Text is not null && !ReferenceEquals(MailboxText.Normal(Text), Text);

    public static bool TryParse(ref ImapTokenizer tokens, Session session, out MailboxArgument mailbox)
    {
        mailbox = default;
        if (!tokens.TryAstring(out var octets)) return false;
        mailbox = new MailboxArgument(MailboxText.TryRead(octets, session.Rev2, out var text) ? text : null);
        return true;
    }

    public bool TryName([NotNullWhen(true)] out MailboxName? name)
    {
        name = null;
        return Text is not null && MailboxName.TryParse(Text, out name);
    }

    /// <summary>RFC 9051 6.3.4: a trailing separator says that names will be made below.</summary>
    public MailboxArgument WithoutTrailingSeparator() => Text is [.. var text, MailboxName.Separator] ? new MailboxArgument(text) : this;
}
