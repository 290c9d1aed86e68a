using Postamt.Net.Tls;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>RFC 3207 4. After the handshake nothing of the plain session is left (RFC 3207 4.2).</summary>
internal static class StartTlsCommand
{
    private static readonly byte[] GoAhead = System.Text.Encoding.ASCII.GetBytes(ReplyFormat.ToText(ProtocolReplies.StartTls));

    internal static async ValueTask<SmtpReply> ExecuteAsync(SmtpServerSession session, NoArguments request, CancellationToken cancellationToken)
    {
        if (session.Peer.Tls is not null)
            return ProtocolReplies.AlreadyEncrypted;
        // RFC 3207 4.2 forbids nothing here, but an identity proven in plain text must not look protected.
        if (session.Peer.Identity is not null)
            return ProtocolReplies.BadSequence;
        switch (await session.Wire.UpgradeToTlsAsync(GoAhead, cancellationToken))
        {
            case TlsUpgrade.Done:
                (session.Peer.HeloName, session.Peer.Extended) = ("", false);
                return default;
            case TlsUpgrade.NotAvailable:
                return ProtocolReplies.TlsNotAvailable;
            case TlsUpgrade.LeftoverInput:
                return session.Finish(SessionEnd.Unsynchronised, ProtocolReplies.Synchronisation);
            default:
                session.Finish(SessionEnd.TlsFailed);
                return default;
        }
    }
}
