using Postamt.Server.Options;
using Postamt.Server.Verbs;

namespace Postamt.Server.Setting;

/// <summary>A systemd service with its own user and nothing it does not need.</summary>
internal static class SystemdUnit
{
    private const string UnitPath = "/etc/systemd/system/postamt.service";

    internal static string Text(StartOptions options, string program) => $"""
        [Unit]
        Description=Postamt, the company's post office
        Wants=network-online.target
        After=network-online.target

        [Service]
        ExecStart={program} serve --data {Path.GetFullPath(options.Data)} --hostname {options.HostName}
        User=postamt
        Group=postamt
        Restart=always
        RestartSec=1
        TimeoutStopSec=60
        KillSignal=SIGTERM
        AmbientCapabilities=CAP_NET_BIND_SERVICE
        CapabilityBoundingSet=CAP_NET_BIND_SERVICE
        NoNewPrivileges=yes
        ProtectSystem=strict
        ProtectHome=yes
        PrivateTmp=yes
        PrivateDevices=yes
        ProtectKernelTunables=yes
        ProtectKernelModules=yes
        ProtectKernelLogs=yes
        ProtectControlGroups=yes
        ProtectClock=yes
        ProtectHostname=yes
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        UMask=0077
        LimitNOFILE=65536
        ReadWritePaths={Path.GetFullPath(options.Data)}

        [Install]
        WantedBy=multi-user.target

        """;

    internal static async Task<int> InstallAsync(IVerbHost host, StartOptions options, CancellationToken cancellationToken)
    {
        var program = Environment.ProcessPath ?? "postamt";
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") program += " " + typeof(SystemdUnit).Assembly.Location;
        try
        {
            await File.WriteAllTextAsync(UnitPath, Text(options, program), cancellationToken);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new OptionException($"{UnitPath} cannot be written ({refused.Message}). Run setup as root, or leave --systemd away.");
        }
        host.Out.WriteLine($"""
            {UnitPath} is written. Then, as root:
              useradd --system --home-dir {Path.GetFullPath(options.Data)} --shell /usr/sbin/nologin postamt
              chown -R postamt: {Path.GetFullPath(options.Data)}
              systemctl daemon-reload && systemctl enable --now postamt
            """);
        return 0;
    }
}
