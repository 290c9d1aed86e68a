using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Postamt.PostgresServer;

/// <summary>
/// A PostgreSQL of Debian's packages for one test process: a cluster of its own in a folder of its own, on a loopback port, run by an
/// unprivileged user, stopped by its process id. It can be killed, frozen and started again, and have a standby.
/// </summary>
public sealed class TestServer : IAsyncDisposable
{
    private const string Owner = "postgres";

    private readonly string _folder;
    private readonly int _port = FreePort();
    private ServerProcess _process;

    private TestServer(string folder)
    {
        _folder = folder;
        _process = Start();
    }

    public int Port => _port;

    /// <summary>The server's first process; all others are its children.</summary>
    public int Id => _process.Id;

    /// <summary>What it has said since its last start.</summary>
    public string Log => _process.Log;

    public bool HasEnded => _process.HasExited;

    /// <summary>Newest installed; null when there is none.</summary>
    public static string? Programs { get; } = Find();

    /// <summary>Why there is none, for a test that is left out.</summary>
    public static string Missing => "PostgreSQL is not installed (package postgresql)";

    private static string Installed => Programs ?? throw new InvalidOperationException(Missing);

    private string Data => Path.Combine(_folder, "data");

    /// <param name="settings">Lines for postgresql.conf besides the defaults.</param>
    public static Task<TestServer> StartAsync(params string[] settings) => StartInAsync(Directory.CreateTempSubdirectory("postamt-postgres-").FullName, settings);

    /// <param name="folder">An empty one of its own; it goes with the server.</param>
    public static async Task<TestServer> StartInAsync(string folder, params string[] settings)
    {
        await OwnAsync(folder);
        await RunAsync(AsOwner(Installed + "/initdb", "-D", Path.Combine(folder, "data"), "-U", Owner, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"));
        return await ReadyAsync(folder, ["max_connections = 300", "shared_buffers = 128MB", "listen_addresses = '127.0.0.1'", "logging_collector = off", .. settings]);
    }

    /// <summary>A server that begins with a copy of what a stopped one has left.</summary>
    /// <param name="from">The folder of that one.</param>
    /// <param name="folder">An empty one of its own; it goes with the server.</param>
    public static async Task<TestServer> CopyAsync(string from, string folder, params string[] settings)
    {
        await OwnAsync(folder);
        await RunAsync(AsOwner("cp", "-a", Path.Combine(from, "data"), folder));
        return await ReadyAsync(folder, settings);
    }

    /// <summary>A standby that follows this one from now on, in a folder of its own that goes with it.</summary>
    public async Task<TestServer> StandbyAsync(string folder)
    {
        await OwnAsync(folder);
        await RunAsync(AsOwner(Installed + "/pg_basebackup", "-h", "127.0.0.1", "-p", $"{Port}", "-U", Owner, "-D", Path.Combine(folder, "data"), "-R", "-X", "stream", "-c", "fast", "--no-sync"));
        return await ReadyAsync(folder, ["synchronous_standby_names = ''"]);
    }

    /// <summary>Without the driver's pool: a database that is lent goes to the next test, and nobody is to be in it then.</summary>
    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username={Owner};Database={database};Pooling=false";

    /// <summary>Makes a standby a server of its own.</summary>
    public Task PromoteAsync() => RunAsync(AsOwner(Installed + "/pg_ctl", "promote", "-D", Data, "-w", "-s"));

    /// <summary>kill -9 of all its processes at once; what the kernel has of it stays.</summary>
    public async Task KillAsync() => await _process.KillAsync();

    /// <summary>Stops in good order, waiting for no client.</summary>
    public Task StopAsync() => _process.StopAsync();

    /// <summary>After a stop or a kill: the same server on the same port, once it answers.</summary>
    public async Task StartAgainAsync()
    {
        _process.Dispose();
        _process = Start();
        await AnswersAsync();
    }

    /// <summary>SIGSTOP: its processes answer nobody, their connections stay open.</summary>
    public void Freeze() => _process.Freeze();

    /// <summary>SIGCONT: they go on where they were.</summary>
    public void Thaw() => _process.Thaw();

    public async ValueTask DisposeAsync()
    {
        _process.Thaw();
        await _process.StopAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<TestServer> ReadyAsync(string folder, IEnumerable<string> settings)
    {
        await File.AppendAllLinesAsync(Path.Combine(folder, "data", "postgresql.conf"), [$"unix_socket_directories = '{folder}'", .. settings]);
        var server = new TestServer(folder);
        await server.AnswersAsync();
        return server;
    }

    private static string? Find()
    {
        if (!Directory.Exists("/usr/lib/postgresql")) return null;
        return Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var number) ? number : 0)
            .Select(version => Path.Combine(version, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task OwnAsync(string folder)
    {
        if (Environment.UserName == "root") await RunAsync(new ProcessStartInfo("chown", [Owner, folder]));
    }

    private ServerProcess Start() => new(AsOwner(Installed + "/postgres", "-D", Data, "-p", $"{Port}"));

    private async Task AnswersAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            using var ready = Process.Start(new ProcessStartInfo(Installed + "/pg_isready", ["-q", "-h", "127.0.0.1", "-p", $"{Port}"]))!;
            await ready.WaitForExitAsync();
            if (ready.ExitCode == 0) return;
            if (attempt == 600 || _process.HasExited) throw new InvalidOperationException("the test's PostgreSQL does not answer: " + Log);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static async Task RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {said[1]}");
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static ProcessStartInfo AsOwner(string program, params string[] arguments)
    {
        var start = Environment.UserName == "root"
            ? new ProcessStartInfo("setpriv", ["--reuid", Owner, "--regid", Owner, "--init-groups", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = "/";
        return start;
    }
}
