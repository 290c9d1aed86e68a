using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>SUBSCRIBE and UNSUBSCRIBE, RFC 9051 6.3.7 and 6.3.8.</summary>
internal sealed record SubscribeCommand(MailboxArgument Mailbox, bool Subscribed) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, session, true);

    public static ImapCommand? ParseUnsubscribe(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, session, false);

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        if (!Mailbox.TryName(out var name)) return MailboxArgument.Refused;
        var done = await session.Services.Mailboxes.SubscribeAsync(session.Account, name, Subscribed, cancellationToken);
        return done.TryGet(out _) ? ImapStatus.Ok("Done") : session.Refuse(done);
    }

    private static SubscribeCommand? Parse(ref ImapTokenizer tokens, Session session, bool subscribed) =>
        tokens.Space() && MailboxArgument.TryParse(ref tokens, session, out var mailbox) ? new SubscribeCommand(mailbox, subscribed) : null;
}
