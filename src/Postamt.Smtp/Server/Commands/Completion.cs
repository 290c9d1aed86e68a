using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>The content is whole: asks for the result and says it, in LMTP once a recipient (RFC 2033 4.2 and 4.3).</summary>
internal static class Completion
{
    internal static async ValueTask<SmtpReply> RunAsync(SmtpServerSession session, ContentReceiver content, CancellationToken cancellationToken)
    {
        SmtpTransaction transaction = session.Transaction!;
        bool lmtp = session.Options.Profile == SmtpProfile.Lmtp;
        int count = lmtp ? transaction.Recipients : 1;
        FinalReplies? final = content.Refusal.IsNothing ? await AskAsync(session, transaction, cancellationToken) : null;
        await session.EndTransactionAsync();
        session.Mails++;
        SmtpReply last = default;
        for (int i = 0; i < count; i++)
        {
            if (!last.IsNothing)
                await session.ReplyAsync(last, flush: true, cancellationToken);
            last = final is null ? Refusal(session, content)
                : ReplyOf(session, transaction, !final.Each.IsDefaultOrEmpty ? final.Each[i] : final.One!, i);
        }
        return last;
    }

    private static SmtpReply Refusal(SmtpServerSession session, ContentReceiver content) =>
        content.Refusal.IsNothing ? ProtocolReplies.Fault.With(session.Peer.Id) : content.Refusal.With(session.Peer.Id);

    private static SmtpReply ReplyOf(SmtpServerSession session, SmtpTransaction transaction, FinalReply final, int recipient)
    {
        if (final.Receipt is { } receipt)
            return session.Accepted(receipt);
        bool one = session.Options.Profile == SmtpProfile.Lmtp || transaction.Recipients == 1;
        return session.Refused(final.ToReply(), final.Refusal, transaction.Mail.ReversePath.ToString(), one ? transaction.To[recipient].ToString() : $"{transaction.Recipients} recipients");
    }

    // An answer that does not fit the recipients is our bug: nobody is told something wrong, everybody comes again.
    private static async ValueTask<FinalReplies?> AskAsync(SmtpServerSession session, SmtpTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            FinalReplies final = await transaction.Handler.CompleteAsync(cancellationToken);
            bool fits = final.One is not null || (session.Options.Profile == SmtpProfile.Lmtp && final.Each.Length == transaction.Recipients);
            return fits ? final : throw new InvalidOperationException("The number of final replies is not the number of recipients.");
        }
        catch (Exception broken) when (broken is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            session.Fault(broken);
            return null;
        }
    }
}
