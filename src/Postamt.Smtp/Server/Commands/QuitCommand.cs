using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>RFC 5321 4.1.1.10.</summary>
internal static class QuitCommand
{
    internal static ValueTask<SmtpReply> ExecuteAsync(SmtpServerSession session, NoArguments request, CancellationToken cancellationToken)
    {
        session.Finish(SessionEnd.Quit);
        return new(ProtocolReplies.Bye);
    }
}
