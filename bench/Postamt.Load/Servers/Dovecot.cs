using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Postamt.Load.Machines;
using Postamt.Load.Processes;

namespace Postamt.Load.Servers;

/// <summary>A Dovecot with its configuration and mailboxes in the work folder: LMTP on a local socket, IMAP on loopback ports.</summary>
internal sealed class Dovecot : IAsyncDisposable
{
    private const string Password = "bench-Pass-1";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ServerProcess _process;

    private readonly PeerOptions _options;

    private Dovecot(ServerProcess process, string mail, int imap, int imaps, int accounts, PeerOptions options, string version)
    {
        _options = options;
        _process = process;
        MailFolder = mail;
        Imap = new IPEndPoint(IPAddress.Loopback, imap);
        Imaps = new IPEndPoint(IPAddress.Loopback, imaps);
        Accounts = [.. Enumerable.Range(1, accounts).Select(number => new MailAccount($"user{number}@{Postfix.Domain}", Password))];
        Version = version;
    }

    internal string Version { get; }

    internal string Settings => "Dovecot: `protocols = imap lmtp`, Maildir, TLS on, static password and user databases, `mail_fsync` "
        + (_options.Connections == 0 ? "and all limits at their defaults." : $"at its default; process and client limits raised for {_options.Connections:N0} connections; ")
        + (_options.Connections == 0 ? "" : _options.SharedLogins ? "sign-in processes serve many connections (high-performance mode)." : "a sign-in process for each connection (the default).");

    internal int Master => _process.Id;

    /// <summary>A folder for each account with its Maildir in it.</summary>
    internal string MailFolder { get; }

    internal IPEndPoint Imap { get; }

    internal IPEndPoint Imaps { get; }

    internal IReadOnlyList<MailAccount> Accounts { get; }

    /// <param name="lmtp">Path of the socket Postfix delivers to.</param>
    internal static async Task<Dovecot> StartAsync(WorkFolder work, int accounts, string lmtp, PeerOptions options, CancellationToken cancellationToken)
    {
        var (root, mail, imap, imaps) = (work.Folder("dovecot"), work.Folder("dovecot", "mail"), FreePort.Take(), FreePort.Take());
        work.Folder(Path.GetRelativePath(work.Path, Path.GetDirectoryName(lmtp)!));
        var config = Path.Combine(root, "dovecot.conf");
        await WriteCertificateAsync(root, cancellationToken);
        await File.WriteAllTextAsync(config, Configuration(root, mail, lmtp, imap, imaps) + Limits(options), cancellationToken);
        await ForeignProgram.RunAsync("chown", ["nobody:nogroup", mail], cancellationToken);
        var version = (await ForeignProgram.RunAsync("dovecot", ["--version"], cancellationToken)).Text.Split(' ')[0].Trim();
        var process = new ServerProcess("dovecot", ["-F", "-c", config], root);
        try
        {
            await AnswersAsync(process, imap, root, cancellationToken);
            Run.Say($"Dovecot runs as process {process.Id}");
            return new Dovecot(process, mail, imap, imaps, accounts, options, version);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Configuration(string root, string mail, string lmtp, int imap, int imaps) => $$"""
        base_dir = {{root}}/run
        state_dir = {{root}}/state
        log_path = {{root}}/log
        listen = 127.0.0.1
        protocols = imap lmtp
        ssl = yes
        ssl_cert = <{{root}}/cert.pem
        ssl_key = <{{root}}/key.pem
        first_valid_uid = 1
        mail_location = maildir:~/Maildir
        passdb {
          driver = static
          args = password={{Password}}
        }
        userdb {
          driver = static
          args = uid=nobody gid=nogroup home={{mail}}/%n allow_all_users=yes
        }
        service lmtp {
          unix_listener {{lmtp}} {
            mode = 0600
            user = postfix
            group = postfix
          }
        }
        service imap-login {
          inet_listener imap {
            port = {{imap}}
          }
          inet_listener imaps {
            port = {{imaps}}
            ssl = yes
          }
        }

        """;

    private static string Limits(PeerOptions options)
    {
        if (options.Connections == 0) return "";
        var processes = options.Connections + 200;
        return $$"""
            default_process_limit = {{processes}}
            default_client_limit = {{processes * 4}}
            mail_max_userip_connections = {{options.Connections}}
            service imap {
              process_limit = {{processes}}
            }
            service imap-login {
              service_count = {{(options.SharedLogins ? 0 : 1)}}
              process_min_avail = {{(options.SharedLogins ? Environment.ProcessorCount : 0)}}
            }

            """;
    }

    private static async Task WriteCertificateAsync(string root, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        await File.WriteAllTextAsync(Path.Combine(root, "cert.pem"), certificate.ExportCertificatePem() + "\n", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(root, "key.pem"), key.ExportPkcs8PrivateKeyPem() + "\n", cancellationToken);
    }

    /// <summary>Another process's start has no event here: its port is tried until it answers.</summary>
    private static async Task AnswersAsync(ServerProcess process, int port, string root, CancellationToken cancellationToken)
    {
        var end = TimeProvider.System.GetUtcNow() + StartLimit;
        while (!process.HasExited && TimeProvider.System.GetUtcNow() < end)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
        var log = Path.Combine(root, "log");
        throw new LoadException($"Dovecot does not start:\n{process.Said}\n{(File.Exists(log) ? await File.ReadAllTextAsync(log, cancellationToken) : "")}");
    }
}
