using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>RFC 5321 4.2.4: a command that is known and not done is 502.</summary>
internal static class UnimplementedCommand
{
    internal static ValueTask<SmtpReply> ExecuteAsync(SmtpServerSession session, FreeText request, CancellationToken cancellationToken)
        => new(ProtocolReplies.NotImplemented);
}
