using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Postamt.Delivery.Remote;
using Postamt.Dns;

namespace Postamt.Scenarios.Running;

/// <summary>All other companies: their names in DNS and their servers, none of which is really there.</summary>
internal sealed class Internet : IDialing
{
    private readonly ConcurrentDictionary<IPAddress, RemoteHost> _hosts = new();
    private readonly ConcurrentQueue<string> _dialed = new();
    private int _next;

    public FixedResolver Dns { get; } = new();

    /// <summary>Addresses in the order they were called.</summary>
    public IReadOnlyList<string> Dialed => [.. _dialed];

    /// <summary>A domain with one mail server.</summary>
    public RemoteHost Site(string domain)
    {
        Dns.Mx(domain, (10, "mx." + domain));
        return Host("mx." + domain);
    }

    /// <summary>A server with an address of its own, RFC 5737's for documentation.</summary>
    public RemoteHost Host(string name)
    {
        var address = $"192.0.2.{Interlocked.Increment(ref _next)}";
        Dns.Addresses(name, address);
        return Host(name, address);
    }

    public RemoteHost Host(string name, string address) => _hosts[IPAddress.Parse(address)] = new RemoteHost(name);

    public ValueTask<Stream> DialAsync(IPEndPoint to, CancellationToken cancellationToken)
    {
        _dialed.Enqueue($"{to.Address}");
        if (_hosts.TryGetValue(to.Address, out var host) && !host.IsDown) return ValueTask.FromResult(host.Connect());
        throw new SocketException((int)SocketError.ConnectionRefused);
    }
}
