using System.Net;
using Postamt.Load.Machines;

namespace Postamt.Load.Servers;

/// <summary>
/// Debian's Postfix in front of Debian's Dovecot, wired as their guides do it: Postfix takes mail for one domain and hands it over by
/// LMTP on a local socket; Dovecot files into Maildir and serves IMAP. Needs root, because both drop rights by themselves.
/// </summary>
internal sealed class PeerServer : IMailServer
{
    private readonly Postfix _postfix;
    private readonly Dovecot _dovecot;

    private PeerServer(Postfix postfix, Dovecot dovecot)
    {
        _postfix = postfix;
        _dovecot = dovecot;
    }

    public string Name => $"Postfix {_postfix.Version} + Dovecot {_dovecot.Version}";

    public string Settings => _postfix.Settings + "\n- " + _dovecot.Settings;

    public IPEndPoint Smtp => _postfix.EndPoint;

    public IPEndPoint Imap => _dovecot.Imap;

    public IPEndPoint Imaps => _dovecot.Imaps;

    public IReadOnlyList<MailAccount> Accounts => _dovecot.Accounts;

    public IReadOnlyList<int> Processes => [_postfix.Master, _dovecot.Master];

    /// <summary>A folder for each account, with its Maildir in it.</summary>
    internal string MailFolder => _dovecot.MailFolder;

    internal static async Task<PeerServer> StartAsync(WorkFolder work, int accounts, PeerOptions options, CancellationToken cancellationToken)
    {
        if (Environment.UserName != "root") throw new LoadException("Postfix and Dovecot can only be started by root; run the bench as root, or alone with --no-peer.");
        var queue = work.Folder("postfix", "queue");
        var dovecot = await Dovecot.StartAsync(work, accounts, Path.Combine(queue, "private", "dovecot-lmtp"), options, cancellationToken);
        try
        {
            return new PeerServer(await Postfix.StartAsync(work, dovecot.Accounts, options.PostfixLines, cancellationToken), dovecot);
        }
        catch
        {
            await dovecot.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _postfix.DisposeAsync();
        await _dovecot.DisposeAsync();
    }
}
