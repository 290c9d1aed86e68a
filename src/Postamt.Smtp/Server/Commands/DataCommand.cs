using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>RFC 5321 4.1.1.4: the content up to the dot.</summary>
internal static class DataCommand
{
    internal static async ValueTask<SmtpReply> ExecuteAsync(SmtpServerSession session, NoArguments request, CancellationToken cancellationToken)
    {
        SmtpTransaction transaction = session.Transaction!;
        StepReply begin = await transaction.Handler.BeginContentAsync(cancellationToken);
        if (!begin.IsOk)
        {
            await session.EndTransactionAsync();
            return session.Refused(begin, transaction.Mail.ReversePath.ToString(), $"{transaction.Recipients} recipients");
        }
        await session.ReplyAsync(ProtocolReplies.StartInput, flush: true, cancellationToken);
        var content = new ContentReceiver(transaction.Handler, session.Options.Limits, session.Fault);
        SessionEnd end = await ContentInput.ReadDataAsync(session.Wire, content, cancellationToken);
        if (end != SessionEnd.None)
            return session.FinishContent(end);
        return await Completion.RunAsync(session, content, cancellationToken);
    }
}
