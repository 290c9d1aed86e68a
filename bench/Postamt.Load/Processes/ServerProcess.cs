using System.Diagnostics;

namespace Postamt.Load.Processes;

/// <summary>A server as our child: what it says is kept for error messages, and it is stopped by its process id.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Queue<string> _said = new();

    internal ServerProcess(string program, IReadOnlyList<string> arguments, string folder)
    {
        _process = ForeignProgram.Start(program, arguments, folder);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
    }

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    internal StreamReader Output => _process.StandardOutput;

    internal string Said
    {
        get
        {
            lock (_said) return string.Join('\n', _said);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await ForeignProgram.RunAsync("kill", ["-TERM", $"{_process.Id}"], CancellationToken.None);
            using var deadline = new CancellationTokenSource(StopLimit);
            try
            {
                await _process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_said)
        {
            _said.Enqueue(line);
            if (_said.Count > 50) _said.Dequeue();
        }
    }
}
