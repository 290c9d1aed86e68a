using System.Globalization;
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Store.Mailboxes;

namespace Postamt.Imap.Commands;

/// <summary>RFC 9051 6.3.4; MAILBOXID of RFC 8474 4.1.</summary>
internal sealed record CreateCommand(MailboxArgument Mailbox) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session) =>
        tokens.Space() && MailboxArgument.TryParse(ref tokens, session, out var mailbox) ? new CreateCommand(mailbox.WithoutTrailingSeparator()) : null;

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        if (!Mailbox.TryName(out var name)) return MailboxArgument.Refused;
        var made = await session.Services.Mailboxes.CreateAsync(session.Account, name, MailboxRole.None, subscribe: false, cancellationToken);
        if (!made.TryGet(out var info)) return session.Refuse(made);
        ListResponse.Renamed(session, Mailbox, info.Name, "");
        return ImapStatus.Ok("Made", string.Create(CultureInfo.InvariantCulture, $"MAILBOXID (F{info.Id.Value})"));
    }
}
