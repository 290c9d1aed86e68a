using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Postamt.Interop.Programs;

namespace Postamt.Interop.Readers;

/// <summary>A real Dovecot with its mailboxes in a folder of its own, IMAP on a loopback port. Needs root, because it drops rights by itself.</summary>
internal sealed class Dovecot : IAsyncDisposable
{
    public const string Password = "second-Reader-1";

    private readonly TempFolder _folder;

    private Dovecot(TempFolder folder, int port)
    {
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    private string Configuration => Path.Combine(_folder.Path, "dovecot.conf");

    public static async Task<Dovecot> StartAsync()
    {
        ForeignProgram.Require("dovecot");
        Assert.SkipUnless(Environment.UserName == "root", "Dovecot needs root");
        var folder = new TempFolder();
        var dovecot = new Dovecot(folder, FreePort());
        var mail = Directory.CreateDirectory(Path.Combine(folder.Path, "mail")).FullName;
        await File.WriteAllTextAsync(dovecot.Configuration, dovecot.Settings(mail), TestContext.Current.CancellationToken);
        await ForeignProgram.RunAsync("chmod", ["755", folder.Path]);
        await ForeignProgram.RunAsync("chown", ["nobody:nogroup", mail]);
        // The daemon keeps the pipes it is given: it gets none.
        var started = await ForeignProgram.RunAsync("sh", ["-c", "exec \"$0\" -c \"$1\" >\"$2\" 2>&1", ForeignProgram.Require("dovecot"), dovecot.Configuration, Path.Combine(folder.Path, "said")]);
        Assert.True(started.ExitCode == 0, started + await File.ReadAllTextAsync(Path.Combine(folder.Path, "said"), TestContext.Current.CancellationToken));
        return dovecot;
    }

    public async ValueTask DisposeAsync()
    {
        // "dovecot stop" reads the pid of our own master from our own folder.
        await ForeignProgram.RunAsync("dovecot", ["-c", Configuration, "stop"]);
        _folder.Dispose();
    }

    // Dovecot cannot be given port 0: a port is taken from the kernel and let go just before.
    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private string Settings(string mail) => string.Create(CultureInfo.InvariantCulture, $$"""
        base_dir = {{_folder.Path}}/run
        state_dir = {{_folder.Path}}/state
        log_path = {{_folder.Path}}/log
        listen = 127.0.0.1
        protocols = imap
        ssl = no
        disable_plaintext_auth = no
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
        service imap-login {
          inet_listener imap {
            port = {{Port}}
          }
          inet_listener imaps {
            port = 0
          }
        }

        """);
}
