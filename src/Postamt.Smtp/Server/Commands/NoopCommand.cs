using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>RFC 5321 4.1.1.9.</summary>
internal static class NoopCommand
{
    internal static ValueTask<SmtpReply> ExecuteAsync(SmtpServerSession session, FreeText request, CancellationToken cancellationToken)
        => new(ProtocolReplies.Noop);
}
