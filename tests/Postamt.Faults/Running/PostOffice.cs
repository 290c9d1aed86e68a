using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Postamt.Faults.Running;

/// <summary>The real program as a process of its own on free ports. It is ended by its process id, whatever happened before.</summary>
internal sealed class PostOffice : IAsyncDisposable
{
    public const int AccountCount = 5;
    public const string Group = "both@postamt.test";
    public const string Password = "faults-Pass-1";
    public static readonly string[] GroupMembers = ["user1@postamt.test", "user2@postamt.test"];
    private static readonly string[] Unused = ["submission", "submissions", "lmtp"];
    private static readonly string[] Names = ["smtp", "imap", "imaps"];
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

    /// <summary>Makes the people and the group in an empty folder; ended by a kill.</summary>
    public static async Task FoundAsync(string program, DataFolder data)
    {
        await using var office = await StartAsync(program, data);
        string[] members = [.. GroupMembers.SelectMany(member => new[] { "--add", member })];
        var (exitCode, output, error) = await BoundedProgram.RunAsync("dotnet", [program, "group", "add", Group, .. members, "--data", data.Path], EndLimit);
        Assert.True(exitCode == 0, output + error);
        await office.KillAsync();
    }

    /// <param name="failpoint">POSTAMT_FAIL, or null.</param>
    /// <param name="under">A program and its arguments that runs the post office, or nothing.</param>
    /// <returns>Null where a failpoint ended the process before it was ready.</returns>
    public static async Task<PostOffice?> TryStartAsync(string program, DataFolder data, string? failpoint = null, params string[] under)
    {
        string[] all =
        [
            .. under, "dotnet", program, "try", "--json", "--data", data.Path, "--accounts", $"{AccountCount}", "--password", Password,
            .. Names.SelectMany(name => new[] { "--listen", $"{name}=127.0.0.1:0" }),
            .. Unused.SelectMany(name => new[] { "--listen", $"{name}=off" }),
        ];
        var start = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (failpoint is not null)
            start.Environment["POSTAMT_FAIL"] = failpoint;
        var office = new PostOffice(Process.Start(start)!);
        try
        {
            if (await office.ReadyAsync())
                return office;
            Assert.True(failpoint is not null, $"the server ended before it was ready\n{office.Log}");
            await office.DisposeAsync();
            return null;
        }
        catch
        {
            await office.DisposeAsync();
            throw;
        }
    }

    public static async Task<PostOffice> StartAsync(string program, DataFolder data) =>
        await TryStartAsync(program, data) ?? throw new InvalidOperationException("an unarmed start gives an office");

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

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_log)
                _log.Add(line);
        }
    }
}
