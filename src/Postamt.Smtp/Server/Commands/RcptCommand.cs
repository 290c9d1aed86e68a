using Postamt.Mail.Envelopes;
using Postamt.Smtp.Grammar;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>RFC 5321 4.1.1.3: one recipient.</summary>
internal static class RcptCommand
{
    internal static SmtpReply Parse(ReadOnlySpan<byte> arguments, SmtpServerSession session, out EnvelopeRecipient request)
    {
        SmtpReply wrong = RcptSyntax.Parse(arguments, session.Transaction!.Mail.SmtpUtf8, session.Options.HostName, out EnvelopeRecipient? recipient);
        request = recipient!;
        return wrong;
    }

    internal static async ValueTask<SmtpReply> ExecuteAsync(SmtpServerSession session, EnvelopeRecipient recipient, CancellationToken cancellationToken)
    {
        SmtpTransaction transaction = session.Transaction!;
        SmtpLimits limits = session.Options.Limits;
        // RFC 5321 4.5.3.1.10: 452 for those beyond the limit; a notice (null sender) has one recipient.
        int most = transaction.Mail.ReversePath.IsNull ? limits.NullSenderRecipients : limits.Recipients;
        if (transaction.Recipients >= most)
            return ++transaction.Excess > limits.ExcessRecipients
                ? session.Finish(SessionEnd.TooManyCommands, ProtocolReplies.TooManyCommands)
                : ProtocolReplies.TooManyRecipients;
        StepReply reply = await transaction.Handler.RcptAsync(recipient, cancellationToken);
        if (!reply.IsOk)
            return session.Refused(reply, transaction.Mail.ReversePath.ToString(), recipient.Address.ToString());
        transaction.To.Add(recipient.Address);
        transaction.State = SessionStates.Recipients;
        return ProtocolReplies.RecipientOk;
    }
}
