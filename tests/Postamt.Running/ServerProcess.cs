using System.Diagnostics;

namespace Postamt.Running;

/// <summary>
/// The built program as a process of its own: what it writes to standard error is its log and is kept whole. It is ended by its process
/// id, whatever happened before.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly List<string> _log = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _waiting = [];

    private ServerProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public StreamReader Output => _process.StandardOutput;

    /// <summary>How many lines the log has; where to read on from with <see cref="LogFrom"/>.</summary>
    public int LogCount
    {
        get
        {
            lock (_log)
                return _log.Count;
        }
    }

    /// <summary>The last lines, for messages of failed assertions.</summary>
    public string LogTail => string.Join('\n', LogFrom(Math.Max(0, LogCount - 200)));

    /// <param name="arguments">Those of the program.</param>
    /// <param name="folder">Its working folder.</param>
    /// <param name="environment">Variables besides ours.</param>
    public static ServerProcess Start(IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [Checkout.Program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new ServerProcess(Process.Start(start)!);
    }

    public IReadOnlyList<string> LogFrom(int line)
    {
        lock (_log)
            return [.. _log.Skip(line)];
    }

    /// <summary>The first log line that is wanted, from the beginning on.</summary>
    /// <exception cref="InvalidOperationException">It does not come; the message has the log.</exception>
    public async Task<string> LogLineAsync(Func<string, bool> wanted, TimeSpan limit, CancellationToken cancellationToken)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_log)
        {
            if (_log.FirstOrDefault(wanted) is { } line)
                return line;
            _waiting.Add((wanted, found));
        }

        var ended = _process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(found.Task, ended).WaitAsync(limit, TimeProvider.System, cancellationToken) == ended)
            throw new InvalidOperationException($"the server ended with {_process.ExitCode}\n{LogTail}");
        return await found.Task;
    }

    /// <summary>kill -9, and gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGTERM; killed where it does not end by itself.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited)
            return;
        using var stop = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        using var deadline = new CancellationTokenSource(StopLimit);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_log)
        {
            _log.Add(line);
            foreach (var waiting in _waiting.Where(waiting => waiting.Wanted(line)))
                waiting.Found.TrySetResult(line);
        }
    }
}
