using System.Text;
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Net.Tls;

namespace Postamt.Imap.Commands;

/// <summary>RFC 9051 6.2.1. Octets behind the command end the session: they are never read as commands.</summary>
internal sealed record StartTlsCommand : ImapCommand
{
    public static ImapCommand Parse(ref ImapTokenizer tokens, Session session) => new StartTlsCommand();

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        var goAhead = Encoding.ASCII.GetBytes(session.Tag + " OK Begin TLS now\r\n");
        switch (await session.Wire.UpgradeToTlsAsync(goAhead, cancellationToken))
        {
            case TlsUpgrade.Done:
                return ImapStatus.Bye;
            case TlsUpgrade.NotAvailable:
                return ImapStatus.Bad("No TLS to be had here");
            case TlsUpgrade.LeftoverInput:
                session.Ending = true;
                return ImapStatus.Bad("Wait for the answer to STARTTLS");
            default:
                session.Ending = true;
                return ImapStatus.Bye;
        }
    }
}
