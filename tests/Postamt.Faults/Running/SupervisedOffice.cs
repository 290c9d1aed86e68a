using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Postamt.Faults.Running;

/// <summary>One machine alone under <c>supervise</c>.</summary>
internal sealed class SupervisedOffice : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Names = ["smtp", "imap"];
    private static readonly string[] Unused = ["imaps", "submission", "submissions", "lmtp", "http", "https"];

    private readonly Process _process;
    private readonly DataFolder _data;
    private readonly List<string> _log = [];

    private SupervisedOffice(Process process, DataFolder data)
    {
        _process = process;
        _data = data;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IPEndPoint Smtp { get; private set; } = new(IPAddress.None, 0);

    public string Log
    {
        get
        {
            lock (_log) return string.Join('\n', _log.TakeLast(60));
        }
    }

    public static async Task<SupervisedOffice> StartAsync()
    {
        var data = new DataFolder();
        string[] arguments =
        [
            Checkout.Program, "supervise", "--data", data.Path, "--rest", "1", "--spare-loopback",
            .. Names.SelectMany(name => new[] { "--listen", $"{name}=127.0.0.1:0" }), .. Unused.SelectMany(name => new[] { "--listen", $"{name}=off" }),
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var office = new SupervisedOffice(Process.Start(start)!, data);
        try
        {
            office.Smtp = IPEndPoint.Parse((await office.ReadyAsync()).GetProperty("listen").GetProperty("smtp").GetString()!);
            return office;
        }
        catch
        {
            await office.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the node says of itself, once it serves.</summary>
    public async Task<JsonElement> ReadyAsync()
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            if (Directory.Exists(_data.Path))
            {
                var (exitCode, output, _) = await SayAsync("node", "list", "--json");
                if (exitCode == 0)
                {
                    using var json = JsonDocument.Parse(output);
                    if (json.RootElement.GetArrayLength() == 1 && json.RootElement[0].GetProperty("state").GetString() == "ready") return json.RootElement[0].Clone();
                }
            }

            Assert.True(clock.Elapsed < Limit && !_process.HasExited, $"no server\n{Log}");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The processes of its servers, of which there is one but for moments.</summary>
    public IReadOnlyList<int> Servers => Machine.Running("dotnet", "serve", _data.Path);

    public Task<(int ExitCode, string Output, string Error)> SayAsync(params string[] verb) => BoundedProgram.RunAsync("dotnet", [Checkout.Program, .. verb, "--data", _data.Path], Limit);

    /// <summary>SIGTERM; gives its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var stop = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
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
        _data.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text) return;
        lock (_log) _log.Add(text);
    }
}
