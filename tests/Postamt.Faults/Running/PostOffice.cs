using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Postamt.Faults.Running;

/// <summary>The real program as a process of its own on free ports. It is ended by its process id, whatever happened before.</summary>
internal sealed class PostOffice : IDoors, IAsyncDisposable
{
    public const int AccountCount = 5;
    public const string Password = "faults-Pass-1";
    private static readonly string[] Unused = ["submission", "submissions", "lmtp", "http", "https"];
    private static readonly string[] Names = ["smtp", "imap", "imaps"];
    private const int Continue = 18;
    private const int Stop = 19;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);

    private readonly List<string> _log = [];
    private readonly Process _process;
    private Dictionary<string, IPEndPoint> _listen = [];

    private PostOffice(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
    }

    public IPEndPoint this[string name] => _listen[name];

    public string Log
    {
        get
        {
            lock (_log)
                return string.Join('\n', _log.TakeLast(100));
        }
    }

    /// <param name="fault">What may end the process before it is ready; null for nothing.</param>
    /// <param name="node">Its name among others on the same database; null for one alone.</param>
    /// <returns>Null where the fault ended the process before it was ready.</returns>
    public static async Task<PostOffice?> TryStartAsync(string program, DataFolder data, StartFault? fault = null, string? node = null)
    {
        string[] all =
        [
            .. fault?.Under ?? [], "dotnet", program, "try", "--json", "--data", data.Path, .. data.Database, "--accounts", $"{AccountCount}", "--password", Password,
            .. Names.SelectMany(name => new[] { "--listen", $"{name}=127.0.0.1:0" }),
            .. Unused.SelectMany(name => new[] { "--listen", $"{name}=off" }),
            .. node is null ? (string[])[] : ["--node", node],
            .. fault?.Dns is { } dns ? ["--dns", $"{dns}"] : (string[])[],
        ];
        var start = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (fault?.Failpoint is { } failpoint) start.Environment["POSTAMT_FAIL"] = failpoint;
        if (fault?.Without is { } omission) start.Environment["POSTAMT_WITHOUT"] = omission;
        var office = new PostOffice(Process.Start(start)!);
        try
        {
            if (await office.ReadyAsync())
                return office;
            Assert.True(fault is not null, $"the server ended before it was ready\n{office.Log}");
            await office.DisposeAsync();
            return null;
        }
        catch
        {
            await office.DisposeAsync();
            throw;
        }
    }

    public static async Task<PostOffice> StartAsync(string program, DataFolder data, string? node = null) =>
        await TryStartAsync(program, data, node: node) ?? throw new InvalidOperationException("an unarmed start gives an office");

    /// <summary>Processor time so far.</summary>
    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>True when it has ended by itself.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>
    /// From its return on it answers nobody; what it is in the middle of stays as it is. The signal alone is not enough: on a busy machine
    /// the process runs on for tens of milliseconds after it was sent.
    /// </summary>
    public void Freeze()
    {
        Assert.Equal(0, Signal(_process.Id, Stop));
        Assert.True(SpinWait.SpinUntil(() => ThreadStates.AllHeld(_process.Id), EndLimit), "the server was told to stop and runs on");
    }

    /// <summary>It goes on in the middle of what it was doing.</summary>
    public void Thaw() => Assert.Equal(0, Signal(_process.Id, Continue));

    /// <summary>kill -9, and gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await EndAsync(EndLimit);
    }

    /// <summary>Its exit code, once it has ended by itself.</summary>
    public async Task<int> EndAsync(TimeSpan limit)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the server runs on after {limit.TotalSeconds:0} s\n{Log}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private async Task<bool> ReadyAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(StartLimit);
        if (await _process.StandardOutput.ReadLineAsync(deadline.Token) is not { } ready)
            return false;
        using var json = JsonDocument.Parse(ready);
        Assert.True(json.RootElement.GetProperty("ready").GetBoolean(), ready);
        _listen = json.RootElement.GetProperty("listen").EnumerateObject().ToDictionary(entry => entry.Name, entry => IPEndPoint.Parse(entry.Value.GetString()!));
        return true;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Signal(int process, int signal);

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_log)
                _log.Add(line);
        }
    }
}

/// <summary>A fault a start is given.</summary>
/// <param name="Failpoint">POSTAMT_FAIL.</param>
/// <param name="Without">POSTAMT_WITHOUT.</param>
/// <param name="Under">A program and its arguments that runs the post office.</param>
/// <param name="Dns">Who is asked for names.</param>
internal sealed record StartFault(string? Failpoint = null, string? Without = null, IReadOnlyList<string>? Under = null, IPEndPoint? Dns = null)
{
    /// <summary>Interferes with system calls; skips the test where that is not installed.</summary>
    /// <param name="filter">More arguments of strace, or nothing.</param>
    /// <param name="inject">As strace's inject=.</param>
    public static StartFault Calls(string calls, string inject, params string[] filter)
    {
        var strace = BoundedProgram.Find("strace");
        Assert.SkipWhen(strace is null, "strace is not installed");
        return new StartFault(Under: [strace!, "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", .. filter, "-e", $"trace={calls}", "-e", $"inject={calls}:{inject}"]);
    }
}
