using Postamt.Server.Options;

namespace Postamt.Server.Setting;

/// <summary>A systemd service with its own user and nothing it does not need. The other start options stand in the data folder.</summary>
internal static class SystemdUnit
{
    private const string UnitPath = "/etc/systemd/system/postamt.service";

    /// <param name="program">The command line of the program, as an ExecStart takes it.</param>
    internal static string Text(StartOptions options, string program)
    {
        var data = Path.GetFullPath(options.Data);
        return $"""
            [Unit]
            Description=Postamt, the company's post office
            Wants=network-online.target
            After=network-online.target

            [Service]
            ExecStart={program} supervise --data {Argument(data)}
            User=postamt
            Group=postamt
            Restart=always
            RestartSec=1
            TimeoutStopSec=80
            KillMode=mixed
            KillSignal=SIGTERM
            AmbientCapabilities=CAP_NET_BIND_SERVICE
            CapabilityBoundingSet=CAP_NET_BIND_SERVICE
            NoNewPrivileges=yes
            ProtectSystem=strict
            ProtectHome={(InHome(data) || InHome(program.Trim('"')) ? "read-only" : "yes")}
            PrivateTmp=yes
            PrivateDevices=yes
            ProtectKernelTunables=yes
            ProtectKernelModules=yes
            ProtectKernelLogs=yes
            ProtectControlGroups=yes
            ProtectClock=yes
            ProtectHostname=yes
            RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
            RestrictNamespaces=yes
            RestrictRealtime=yes
            RestrictSUIDSGID=yes
            LockPersonality=yes
            SystemCallArchitectures=native
            SystemCallFilter=@system-service
            SystemCallErrorNumber=EPERM
            UMask=0077
            LimitNOFILE=65536
            ReadWritePaths={Quoted(data)}
            Environment=DOTNET_EnableDiagnostics=0

            [Install]
            WantedBy=multi-user.target

            """.ReplaceLineEndings("\n");
    }

    internal static async Task<int> InstallAsync(TextWriter say, StartOptions options, CancellationToken cancellationToken)
    {
        var data = Path.GetFullPath(options.Data);
        if (data.StartsWith("/tmp/", StringComparison.Ordinal) || data.StartsWith("/var/tmp/", StringComparison.Ordinal))
            throw new OptionException($"--systemd: the service has a /tmp of its own and would not see {data}; choose another folder with --data, such as /var/lib/postamt.");
        try
        {
            await File.WriteAllTextAsync(UnitPath, Text(options, Program()), cancellationToken);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new OptionException($"{UnitPath} cannot be written ({refused.Message}). Run setup as root, or leave --systemd away.");
        }
        say.WriteLine($"""
            {UnitPath} is written. Then, as root:
              useradd --system --home-dir {data} --shell /usr/sbin/nologin postamt
              chown -R postamt: {data}
              systemctl daemon-reload && systemctl enable --now postamt
            """);
        return 0;
    }

    private static string Program()
    {
        var program = Environment.ProcessPath ?? "/usr/bin/postamt";
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? $"{Argument(program)} {Argument(typeof(SystemdUnit).Assembly.Location)}" : Argument(program);
    }

    private static bool InHome(string path) => path.StartsWith("/home/", StringComparison.Ordinal) || path.StartsWith("/root/", StringComparison.Ordinal);

    // systemd.service(5): in a command line $ begins a variable.
    private static string Argument(string path) => Quoted(path.Replace("$", "$$", StringComparison.Ordinal));

    // systemd.unit(5): % begins a specifier, a space ends a word.
    private static string Quoted(string path)
    {
        var text = path.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal);
        return text.Contains(' ', StringComparison.Ordinal) ? $"\"{text}\"" : text;
    }
}
