using Postamt.Mail.Envelopes;
using Postamt.Smtp.Grammar;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>RFC 5321 4.1.1.2: begins a mail.</summary>
internal static class MailCommand
{
    internal static SmtpReply Parse(ReadOnlySpan<byte> arguments, SmtpServerSession session, out MailParameters request) =>
        MailSyntax.Parse(arguments, out request);

    internal static async ValueTask<SmtpReply> ExecuteAsync(SmtpServerSession session, MailParameters mail, CancellationToken cancellationToken)
    {
        // RFC 9422 4.1: beyond MAILMAX the connection may end.
        if (session.Mails >= session.Options.Limits.Mails)
            return session.Finish(SessionEnd.TooManyMails, ProtocolReplies.TooManyMails);
        // RFC 1870 6.1: 552 for a declared size beyond the fixed maximum.
        if (mail.DeclaredSize > session.Options.Limits.MessageSize)
            return ProtocolReplies.TooLarge;
        MailReply reply = await session.Handler.MailAsync(mail, cancellationToken);
        if (reply.Transaction is not { } handler)
            return session.Refused(reply.Reply, mail.ReversePath.ToString());
        session.Transaction = new SmtpTransaction(mail, handler);
        return ProtocolReplies.SenderOk;
    }
}
