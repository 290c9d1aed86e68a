using System.Net;
using Microsoft.AspNetCore.Connections;
using Postamt.Net;

namespace Postamt.Server.Http;

/// <summary>Connections an address may have at a time: idle ones of one visitor keep nobody else out, and no balancer from asking whether this node serves.</summary>
/// <param name="trusted">Proxies, which come for many.</param>
internal sealed class VisitorLimit(IReadOnlyList<IPNetwork> trusted)
{
    private static readonly NetLimits Limits = new();

    private readonly ConnectionLimits _connections = new(Limits);

    internal ConnectionDelegate Admit(ConnectionDelegate next) => async connection =>
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address } || IsTrusted(address))
        {
            await next(connection);
            return;
        }
        using var lease = _connections.TryAdmit(address, reserved: false, out _);
        if (lease is null) connection.Abort();
        else await next(connection);
    };

    private bool IsTrusted(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain) || trusted.Any(network => network.Contains(plain));
    }
}
