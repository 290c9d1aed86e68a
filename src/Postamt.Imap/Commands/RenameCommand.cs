using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>RFC 9051 6.3.6.</summary>
internal sealed record RenameCommand(MailboxArgument From, MailboxArgument To) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session) =>
        tokens.Space() && MailboxArgument.TryParse(ref tokens, session, out var from) && tokens.Space() && MailboxArgument.TryParse(ref tokens, session, out var to)
            ? new RenameCommand(from, to.WithoutTrailingSeparator())
            : null;

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        if (!From.TryName(out var from) || !To.TryName(out var to)) return MailboxArgument.Refused;
        var done = await session.Services.Mailboxes.RenameAsync(session.Account, from, to, cancellationToken);
        if (!done.TryGet(out _)) return session.Refuse(done);
        // RFC 9051 6.3.6: the old name as it was supplied, the new one as it is kept.
        if (session.Rev2 && (From.IsDenormalized || To.IsDenormalized)) ListResponse.Write(session, to, "", From.Text);
        return ImapStatus.Ok("Renamed");
    }
}
