using System.Globalization;
using System.Net;
using Postamt.Load.Machines;
using Postamt.Load.Processes;

namespace Postamt.Load.Servers;

/// <summary>A Postfix with its configuration and queue in the work folder, on a loopback port; only what makes it that is set.</summary>
internal sealed class Postfix : IAsyncDisposable
{
    internal const string Domain = "postamt.test";

    private readonly string _config;

    private Postfix(string config, int port, int master, string version, IReadOnlyList<string> lines)
    {
        _config = config;
        Master = master;
        Version = version;
        EndPoint = new IPEndPoint(IPAddress.Loopback, port);
        Settings = "Postfix: Debian's `master.cf.dist` without chroot, `virtual_transport = lmtp:unix:private/dovecot-lmtp`, all limits and delays at their defaults"
            + (lines.Count == 0 ? "." : $", but {string.Join(", ", lines.Select(line => $"`{line}`"))}.");
    }

    internal int Master { get; }

    internal string Version { get; }

    internal string Settings { get; }

    internal IPEndPoint EndPoint { get; }

    internal static async Task<Postfix> StartAsync(WorkFolder work, IReadOnlyList<MailAccount> accounts, IReadOnlyList<string> lines, CancellationToken cancellationToken)
    {
        var (config, data, queue) = (work.Folder("postfix", "etc"), work.Folder("postfix", "data"), work.Folder("postfix", "queue"));
        var (log, port) = (Path.Combine(work.Path, "postfix", "log"), FreePort.Take());
        await DemandAsync("chown", ["postfix", data, Path.Combine(queue, "private")], cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(config, "master.cf"), Services(port), cancellationToken);
        await File.WriteAllLinesAsync(Path.Combine(config, "mailboxes"), accounts.Select(account => account.Address + " x"), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(config, "main.cf"), $"""
            compatibility_level = 3.6
            queue_directory = {queue}
            data_directory = {data}
            maillog_file = {log}
            maillog_file_prefixes = {work.Path}
            import_environment = MAIL_CONFIG={config}
            multi_instance_enable = no
            inet_interfaces = loopback-only
            inet_protocols = ipv4
            myhostname = mx.{Domain}
            mydestination =
            mynetworks = 127.0.0.0/8
            virtual_mailbox_domains = {Domain}
            virtual_mailbox_maps = texthash:{config}/mailboxes
            virtual_transport = lmtp:unix:private/dovecot-lmtp
            {string.Join('\n', lines)}

            """, cancellationToken);
        var started = await ForeignProgram.RunAsync("postfix", ["-c", config, "start"], cancellationToken);
        if (started.ExitCode != 0) throw new LoadException($"Postfix does not start: {started}\n{(File.Exists(log) ? await File.ReadAllTextAsync(log, cancellationToken) : "")}");
        // Postfix keeps that file locked, and File.ReadAllText would ask for a lock too.
        var master = int.Parse((await DemandAsync("cat", [Path.Combine(queue, "pid", "master.pid")], cancellationToken)).Text.Trim(), CultureInfo.InvariantCulture);
        var version = (await DemandAsync("postconf", ["-c", config, "-h", "mail_version"], cancellationToken)).Text.Trim();
        Run.Say($"Postfix runs as process {master}");
        return new Postfix(config, port, master, version, lines);
    }

    public async ValueTask DisposeAsync()
    {
        // "postfix stop" reads the pid of our own master from our own queue folder.
        await ForeignProgram.RunAsync("postfix", ["-c", _config, "stop"], CancellationToken.None);
    }

    private static async Task<ProgramResult> DemandAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var result = await ForeignProgram.RunAsync(program, arguments, cancellationToken);
        return result.ExitCode == 0 ? result : throw new LoadException($"Postfix cannot be set up: {result}");
    }

    /// <summary>The distribution's own services, with our port in place of the standard one and without chroot.</summary>
    private static string Services(int port)
    {
        var lines = new List<string> { $"127.0.0.1:{port} inet n - n - - smtpd" };
        foreach (var line in File.ReadLines("/usr/share/postfix/master.cf.dist").Where(line => !line.StartsWith('#') && !char.IsWhiteSpace(line.FirstOrDefault(' '))))
        {
            var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns[1] == "inet" || columns[7] == "pipe") continue;
            columns[4] = "n";
            lines.Add(string.Join(' ', columns));
        }
        return string.Join('\n', lines) + "\n";
    }
}
