using System.Diagnostics;
using Postamt.Server.Options;
using Postamt.Server.Processes;

namespace Postamt.Server.Trying.Machines;

/// <summary>The foreign programs of a cluster, from Debian's packages.</summary>
/// <param name="Postgres">Folder of initdb and postgres, the newest that is installed.</param>
internal sealed record ClusterPrograms(string Etcd, string Patroni, string HaProxy, string Postgres)
{
    private static readonly (string Package, Func<string?> Find)[] Packages =
    [
        ("etcd-server", () => Existing("/usr/bin/etcd")),
        ("patroni", () => Existing("/usr/bin/patroni")),
        ("haproxy", () => Existing("/usr/sbin/haproxy")),
        ("postgresql", NewestPostgres),
        // Patroni speaks to etcd by these, and Debian only recommends them.
        ("python3-etcd", () => Existing("/usr/lib/python3/dist-packages/etcd/__init__.py")),
        ("python3-idna", () => Existing("/usr/lib/python3/dist-packages/idna/__init__.py")),
    ];

    /// <summary>Finds them; installs what is missing where it may.</summary>
    /// <param name="saying">Told what is installed.</param>
    /// <exception cref="OptionException">Something is missing and cannot be installed here.</exception>
    internal static async Task<ClusterPrograms> FindAsync(Action<string> saying, string log, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux()) throw new OptionException("try --cluster needs Linux: it starts etcd, Patroni, PostgreSQL and HAProxy of Debian's packages.");
        if (Missing() is { Count: > 0 } missing)
        {
            var packages = string.Join(' ', missing);
            if (!Environment.IsPrivilegedProcess || Existing("/usr/bin/apt-get") is null)
                throw new OptionException($"try --cluster needs programs that are not installed. Install them and start it again: apt-get install --no-install-recommends {packages}");
            saying($"Installing {packages}");
            await InstallAsync(packages, log, cancellationToken);
            if (Missing() is { Count: > 0 } still) throw new OptionException($"{string.Join(", ", still)} could not be installed; what apt-get said is in {log}.");
        }
        string[] found = [.. Packages.Select(each => each.Find()!)];
        return new ClusterPrograms(found[0], found[1], found[2], found[3]);
    }

    private static List<string> Missing() => [.. Packages.Where(each => each.Find() is null).Select(each => each.Package)];

    /// <summary>Nothing that is installed is started as a service: policy-rc.d says no for that time.</summary>
    private static async Task InstallAsync(string packages, string log, CancellationToken cancellationToken)
    {
        const string script = """
            policy=/usr/sbin/policy-rc.d
            kept=
            restore() { if [ -n "$kept" ]; then cp -p "$kept" "$policy" && rm -f "$kept"; else rm -f "$policy"; fi; }
            if [ -e "$policy" ]; then kept=$(mktemp) && cp -p "$policy" "$kept" || exit 1; fi
            trap restore EXIT
            trap 'exit 130' INT TERM HUP
            printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
            { apt-get update -q && apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 $1; } >"$0" 2>&1 </dev/null
            """;
        var start = new ProcessStartInfo("sh") { ArgumentList = { "-c", script, log, packages } };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C reaches the shell, too; it puts the policy back before it ends.
            ProcessSignal.TrySend(process.Id, ProcessSignal.Terminate);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }

    private static string? NewestPostgres() => System.IO.Directory.Exists("/usr/lib/postgresql")
        ? System.IO.Directory.EnumerateDirectories("/usr/lib/postgresql")
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "postgres")))
        : null;

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}
