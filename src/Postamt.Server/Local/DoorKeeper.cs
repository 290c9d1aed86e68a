using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Postamt.Server.Hosting;
using Postamt.Server.Options;
using Postamt.Server.Verbs;
using Spectre.Console;

namespace Postamt.Server.Local;

/// <summary>The server's side of the local door: runs verbs on the live data, a few at a time.</summary>
internal sealed class DoorKeeper : IAsyncDisposable
{
    /// <summary>A visitor that says nothing does not keep the others waiting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A verb may take long, as a drain does; who asks meanwhile how far it is gets an answer.</summary>
    private const int AtOnce = 8;

    private readonly OfficeData _data;
    private readonly ILogger _logger;
    private readonly Socket _listener;
    private readonly string _path;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(AtOnce, AtOnce);
    private readonly Task _work;

    internal DoorKeeper(OfficeData data)
    {
        _data = data;
        _logger = data.Loggers.CreateLogger<DoorKeeper>();
        _path = Door.PathIn(data.Options.Data);
        // The folder's lock is ours, so a socket left here belongs to nobody.
        File.Delete(_path);
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _listener.Listen(16);
        _work = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _listener.Dispose();
        _places.Dispose();
        _stop.Dispose();
        File.Delete(_path);
    }

    private async Task RunAsync()
    {
        var visits = new List<Task>();
        while (await AcceptAsync() is { } visitor)
        {
            visits.RemoveAll(visit => visit.IsCompleted);
            visits.Add(ReceiveAsync(visitor));
        }
        await Task.WhenAll(visits);
    }

    /// <returns>Null when the door closes.</returns>
    private async Task<Socket?> AcceptAsync()
    {
        try
        {
            await _places.WaitAsync(_stop.Token);
            return await _listener.AcceptAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task ReceiveAsync(Socket visitor)
    {
        try
        {
            using (visitor) await ServeAsync(visitor);
        }
        catch (Exception fault) when (!_stop.IsCancellationRequested || fault is not OperationCanceledException)
        {
            // One visitor's trouble; the door stays open for the next.
            Log.VerbFailed(_logger, fault);
        }
        catch (OperationCanceledException)
        {
            // Who says nothing while the door closes gets no answer.
            return;
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task ServeAsync(Socket visitor)
    {
        await using var stream = new NetworkStream(visitor);
        using var reader = new StreamReader(stream, Encoding.UTF8, false, 4096, leaveOpen: true);
        using var patience = new CancellationTokenSource(Patience, _data.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
        if (await reader.ReadLineAsync(either.Token) is not { Length: <= Door.MaxOctets } line || JsonSerializer.Deserialize<DoorRequest>(line) is not { } request) return;
        var host = new InsideHost(_data, new StringReader(request.Input));
        var exit = await RunVerbAsync(host, request);
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        await writer.WriteLineAsync(JsonSerializer.Serialize(new DoorReply(exit, host.OutText, host.ErrorText)));
    }

    private async ValueTask<int> RunVerbAsync(InsideHost host, DoorRequest request)
    {
        try
        {
            return await CommandLine.RunAsync(host, request.Arguments, _stop.Token);
        }
        catch (Exception fault) when (!_stop.IsCancellationRequested)
        {
            Log.VerbFailed(_logger, fault);
            await host.Error.WriteLineAsync("The server met a fault of its own; its log says which (14005).");
            return 1;
        }
    }

    private sealed class InsideHost(OfficeData data, TextReader input) : IVerbHost
    {
        private readonly StringWriter _out = new();
        private readonly StringWriter _error = new();
        private IAnsiConsole? _console;

        public string OutText => _out.ToString();

        public string ErrorText => _error.ToString();

        public IAnsiConsole Console => _console ??= Terminal.Plain(_out);

        public TextWriter Out => _out;

        public TextWriter Error => _error;

        public TextReader In => input;

        public bool IsInteractive => false;

        public ValueTask<int> WithOfficeAsync(StartOptions options, Func<OfficeData, ValueTask<int>> work, CancellationToken cancellationToken) => work(data);
    }
}
