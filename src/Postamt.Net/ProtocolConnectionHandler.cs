// From Kestrel's accepted connection to a running session: PROXY header, limits, wire, TLS, protocol, end.
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Postamt.Net.Proxy;
using Postamt.Net.Tls;

namespace Postamt.Net;

/// <summary>Hosts one protocol on one listener.</summary>
internal sealed class ProtocolConnectionHandler(ListenerOptions listener, IProtocol protocol, ListenerServices services, CancellationToken draining) : ConnectionHandler
{
    private readonly ILogger _logger = services.Loggers.CreateLogger<ProtocolConnectionHandler>();

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        if (connection.RemoteEndPoint is not IPEndPoint accepted || connection.LocalEndPoint is not IPEndPoint local)
        {
            connection.Abort();
            return;
        }
        ProxiedPeer? peer = await ProxiedPeer.ReadAsync(connection.Transport.Input, Plain(accepted), Plain(local), listener, services, connection.ConnectionClosed);
        if (peer is null)
        {
            Log.BadProxyHeader(_logger, listener.Name, accepted);
            connection.Abort();
            return;
        }
        ConnectionLease? lease = services.ConnectionLimits.TryAdmit(peer.Remote.Address, listener.Reserved, out RefusalReason reason);
        if (lease is null)
        {
            await RefuseAsync(connection, peer.Remote, reason);
            return;
        }
        using (lease)
            await ServeAsync(connection, peer, lease);
    }

    private async Task ServeAsync(ConnectionContext connection, ProxiedPeer peer, ConnectionLease lease)
    {
        CancellationToken drainRequested = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(draining, drainRequested);
        var wire = new Wire(connection.Transport, new WireParts
        {
            Id = WireId.New(services.Random),
            Listener = listener.Name,
            Remote = peer.Remote,
            Local = peer.Local,
            Limits = services.Limits,
            Time = services.Time,
            Certificates = services.Certificates,
            Lease = lease,
            Loggers = services.Loggers,
            Metrics = services.Metrics,
            Draining = drain.Token,
            Drain = drain.Cancel,
            Aborted = connection.ConnectionClosed,
            Unread = () => connection.Features.Get<IConnectionSocketFeature>()?.Socket.Available ?? 0,
            Abort = connection.Abort,
        });
        long started = services.Time.GetTimestamp();
        services.Metrics?.Opened(listener.Name);
        Log.Connected(_logger, wire.Id, listener.Name, wire.RemoteEndPoint);
        WireEnd end = await RunAsync(wire);
        await wire.DisposeAsync();
        services.Metrics?.Ended(listener.Name, end, services.Time.GetElapsedTime(started));
        Log.Ended(_logger, wire.Id, end);
    }

    private async Task<WireEnd> RunAsync(Wire wire)
    {
        try
        {
            if (listener.ImplicitTls && await wire.UpgradeToTlsAsync(default, wire.Aborted) != TlsUpgrade.Done)
                return WireEnd.TlsFailed;
            await protocol.RunAsync(wire, wire.Aborted);
            return WireEnd.Closed;
        }
        catch (WireException broken)
        {
            return broken.End;
        }
        catch (OperationCanceledException) when (wire.Aborted.IsCancellationRequested)
        {
            return wire.Draining.IsCancellationRequested ? WireEnd.Aborted : WireEnd.PeerGone;
        }
        catch (Exception fault)
        {
            Log.SessionFault(_logger, wire.Id, listener.Name, fault);
            return WireEnd.Fault;
        }
    }

    /// <summary>One line and the end; a peer that does not read it loses it.</summary>
    private async Task RefuseAsync(ConnectionContext connection, IPEndPoint remote, RefusalReason reason)
    {
        services.Metrics?.Refused(listener.Name, reason);
        Log.Refused(_logger, listener.Name, remote, reason);
        ReadOnlyMemory<byte> line = listener.ImplicitTls ? default : protocol.Refusal(reason);
        if (line.IsEmpty)
            return;
        try
        {
            await connection.Transport.Output.WriteAsync(line, connection.ConnectionClosed);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The peer left before it could be told.
            connection.Abort();
        }
    }

    private static IPEndPoint Plain(IPEndPoint point) =>
        point.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(point.Address.MapToIPv4(), point.Port) : point;
}
