using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Postamt.PostgresServer;

/// <summary>
/// A PostgreSQL of Debian's packages for one test process: a cluster of its own in a temporary folder, on a loopback port, run by an
/// unprivileged user, stopped by its process id.
/// </summary>
public sealed class TestServer : IAsyncDisposable
{
    private const string Owner = "postgres";

    private readonly string _folder;
    private readonly Process _process;

    private TestServer(string folder, Process process, int port)
    {
        _folder = folder;
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>The server's first process; all others are its children.</summary>
    public int Id => _process.Id;

    /// <summary>Newest installed; null when there is none.</summary>
    public static string? Programs { get; } = Find();

    /// <summary>Why there is none, for a test that is left out.</summary>
    public static string Missing => "PostgreSQL is not installed (package postgresql)";

    /// <param name="settings">Lines for postgresql.conf besides the defaults.</param>
    public static Task<TestServer> StartAsync(params string[] settings) => StartInAsync(Directory.CreateTempSubdirectory("postamt-postgres-").FullName, settings);

    /// <param name="folder">An empty one of its own; it goes with the server.</param>
    public static async Task<TestServer> StartInAsync(string folder, params string[] settings)
    {
        var programs = Programs ?? throw new InvalidOperationException(Missing);
        if (IsRoot) await RunAsync("chown", [Owner, folder]);
        var data = Path.Combine(folder, "data");
        await RunAsync(programs + "/initdb", ["-D", data, "-U", Owner, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        await File.AppendAllLinesAsync(Path.Combine(data, "postgresql.conf"), ["max_connections = 300", "shared_buffers = 128MB", "listen_addresses = '127.0.0.1'", $"unix_socket_directories = '{folder}'", "logging_collector = off", .. settings]);
        var port = FreePort();
        var process = Process.Start(Command(programs + "/postgres", ["-D", data, "-p", $"{port}"], redirect: true))!;
        // What it says is of no use after it has started, and a pipe nobody reads stops it.
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var server = new TestServer(folder, process, port);
        await server.AnswersAsync(programs);
        return server;
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username={Owner};Database={database}";

    public async ValueTask DisposeAsync()
    {
        // SIGINT: a fast stop, that waits for no client.
        await RunAsync("kill", ["-INT", $"{_process.Id}"], asOwner: false);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsRoot => Environment.UserName == "root";

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

    private async Task AnswersAsync(string programs)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var ready = Process.Start(Command(programs + "/pg_isready", ["-q", "-h", "127.0.0.1", "-p", $"{Port}"], redirect: false))!;
            await ready.WaitForExitAsync();
            if (ready.ExitCode == 0) return;
            if (attempt == 300 || _process.HasExited) throw new InvalidOperationException("the test's PostgreSQL does not answer");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static async Task RunAsync(string program, IReadOnlyList<string> arguments, bool asOwner = true)
    {
        using var process = Process.Start(asOwner && program.StartsWith('/') ? Command(program, arguments, redirect: true) : new ProcessStartInfo(program, arguments))!;
        if (process.StartInfo.RedirectStandardOutput) await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static ProcessStartInfo Command(string program, IReadOnlyList<string> arguments, bool redirect) =>
        (IsRoot ? new ProcessStartInfo("setpriv", ["--reuid", Owner, "--regid", Owner, "--init-groups", program, .. arguments]) : new ProcessStartInfo(program, arguments)) switch
        {
            var start => With(start, redirect),
        };

    private static ProcessStartInfo With(ProcessStartInfo start, bool redirect)
    {
        start.WorkingDirectory = "/";
        start.RedirectStandardOutput = redirect;
        start.RedirectStandardError = redirect;
        return start;
    }
}
