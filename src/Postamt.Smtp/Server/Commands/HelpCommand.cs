using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>RFC 5321 4.1.1.8.</summary>
internal static class HelpCommand
{
    internal static ValueTask<SmtpReply> ExecuteAsync(SmtpServerSession session, FreeText request, CancellationToken cancellationToken)
        => new(session.Options.Profile == SmtpProfile.Lmtp ? ProtocolReplies.LmtpHelp : ProtocolReplies.Help);
}
