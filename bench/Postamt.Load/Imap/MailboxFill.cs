using Postamt.Load.Mails;
using Postamt.Load.Servers;
using Postamt.Load.Smtp;

namespace Postamt.Load.Imap;

/// <summary>Some accounts and what lies in the INBOX of each.</summary>
internal sealed record MailboxFill(int FirstAccount, int Accounts, int KibiBytes, int Mails)
{
    private const int Sessions = 32;

    internal IReadOnlyList<MailAccount> Of(IMailServer server) => [.. server.Accounts.Skip(FirstAccount).Take(Accounts)];

    /// <summary>Ours by SMTP, the peer's as files in its Maildirs.</summary>
    internal async Task FillAsync(IMailServer server, CancellationToken cancellationToken)
    {
        Run.Say($"filling {Accounts} × {Mails:N0} mails of {KibiBytes} KiB at {server.Name}");
        if (server is PeerServer peer)
        {
            var mails = new MailPool(KibiBytes * 1024);
            foreach (var account in Of(server)) await Maildir.FillAsync(Path.Combine(peer.MailFolder, account.Address.Split('@')[0]), account.Address, Mails, mails, cancellationToken);
            return;
        }
        await new SmtpLoad(server, Of(server), new SmtpCase(KibiBytes, Sessions, Accounts * Mails), pipelining: true).RunAsync();
    }
}
