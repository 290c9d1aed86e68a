// The listening sockets of all protocols on one Kestrel server of their own, so that mail drains apart from HTTP.
// Kestrel accepts, counts and aborts; Design §6.
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Postamt.Net;

/// <summary>Opens, serves, drains and closes. Started once, stopped once.</summary>
public sealed class PostamtListeners : IAsyncDisposable
{
    private readonly ListenerServices _services;
    private readonly IReadOnlyList<ListenerOptions> _listeners;
    private readonly Dictionary<ListenerOptions, ListenOptions> _opened = [];
    private readonly CancellationTokenSource _draining = new();
    private readonly ServiceProvider _none = new ServiceCollection().BuildServiceProvider();
    private readonly KestrelServer _server;
    private readonly ILogger _logger;
    private int _stopped;

    /// <param name="protocols">By listener name.</param>
    /// <exception cref="ArgumentException">A listener has no protocol, or wants TLS and there is no certificate; a limit is out of range.</exception>
    public PostamtListeners(IReadOnlyList<ListenerOptions> listeners, IReadOnlyDictionary<string, IProtocol> protocols, ListenerServices services)
    {
        services.Limits.Validate();
        (_listeners, _services) = (listeners, services);
        _logger = services.Loggers.CreateLogger<PostamtListeners>();
        var options = new KestrelServerOptions { ApplicationServices = _none, AddServerHeader = false };
        foreach (ListenerOptions listener in listeners)
        {
            if (!protocols.TryGetValue(listener.Name, out IProtocol? protocol))
                throw new ArgumentException($"Listener {listener.Name} has no protocol.");
            if (listener.ImplicitTls && services.Certificates is null)
                throw new ArgumentException($"Listener {listener.Name} wants TLS and there is no certificate.");
            var handler = new ProtocolConnectionHandler(listener, protocol, services, _draining.Token);
            if (listener.InheritedHandle is { } handle)
                options.ListenHandle(handle, Opened);
            else
                options.Listen(listener.EndPoint, Opened);

            void Opened(ListenOptions open)
            {
                _opened.Add(listener, open);
                open.Run(handler.OnConnectedAsync);
            }
        }
        var sockets = new SocketTransportOptions
        {
            Backlog = services.Limits.Backlog,
            MaxReadBufferSize = services.Limits.InputBuffer,
            MaxWriteBufferSize = services.Limits.OutputBuffer,
            WaitForDataBeforeAllocatingBuffer = true,
            NoDelay = true,
            CreateBoundListenSocket = Bind,
        };
        _server = new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(sockets), services.Loggers), services.Loggers);
    }

    /// <summary>Opens all listeners, or none.</summary>
    /// <exception cref="ListenerException">One cannot be opened; the message says which and why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Kestrel that is told of no address opens one of its own.
        if (_listeners.Count == 0)
            return;
        await _server.StartAsync(new NoHttp(), cancellationToken);
        foreach (ListenerOptions listener in _listeners)
            Log.Listening(_logger, listener.Name, EndPointOf(listener));
    }

    /// <summary>Where a listener really listens; differs from what was asked for when that had port 0.</summary>
    public IPEndPoint EndPointOf(ListenerOptions listener) => (IPEndPoint)_opened[listener].EndPoint;

    /// <summary>The first listener of that name; null when there is none.</summary>
    public IPEndPoint? EndPointOf(string name) =>
        _listeners.FirstOrDefault(one => one.Name == name) is { } listener ? EndPointOf(listener) : null;

    /// <summary>
    /// Stops accepting, tells all sessions, waits for their ends and cuts those that take longer than
    /// <see cref="NetLimits.DrainTimeout"/>.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
            return;
        if (_services.ConnectionLimits.Total is > 0 and var open)
            Log.Draining(_logger, open);
        using var late = new CancellationTokenSource(_services.Limits.DrainTimeout, _services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        await _draining.CancelAsync();
        if (_listeners.Count > 0)
            await _server.StopAsync(either.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(default);
        _server.Dispose();
        await _none.DisposeAsync();
        _draining.Dispose();
    }

    private Socket Bind(EndPoint endPoint) =>
        ListenSocket.Bind(_opened.FirstOrDefault(one => one.Value.EndPoint.Equals(endPoint)).Key?.Name ?? "?", endPoint);

    /// <summary>No listener of this server speaks HTTP.</summary>
    private sealed class NoHttp : IHttpApplication<object>
    {
        public object CreateContext(IFeatureCollection contextFeatures) => throw new InvalidOperationException("No HTTP here.");

        public Task ProcessRequestAsync(object context) => throw new InvalidOperationException("No HTTP here.");

        public void DisposeContext(object context, Exception? exception) => throw new InvalidOperationException("No HTTP here.");
    }
}
