using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>RFC 5321 4.1.1.5: ends the transaction, keeps the session.</summary>
internal static class RsetCommand
{
    internal static async ValueTask<SmtpReply> ExecuteAsync(SmtpServerSession session, NoArguments request, CancellationToken cancellationToken)
    {
        await session.EndTransactionAsync();
        return ProtocolReplies.Reset;
    }
}
