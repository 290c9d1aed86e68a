using System.Net;
using System.Net.Sockets;
using Postamt.Dns;
using Postamt.Operations.Drills;

namespace Postamt.Server.Drilling.Pretending;

/// <summary>DNS that does not answer while a drill says so.</summary>
internal sealed class DrilledResolver(IResolver inner, DrillSwitch isDown) : IResolver
{
    private const string Reason = "no DNS server answers (drill dns-down)";

    public ValueTask<DnsAnswer<MxRecord>> MxAsync(string domain, CancellationToken cancellationToken) => isDown.IsOn ? UnavailableAsync<MxRecord>() : inner.MxAsync(domain, cancellationToken);

    public ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, CancellationToken cancellationToken) => isDown.IsOn ? UnavailableAsync<IPAddress>() : inner.AddressesAsync(host, cancellationToken);

    public ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, AddressFamily family, CancellationToken cancellationToken) =>
        isDown.IsOn ? UnavailableAsync<IPAddress>() : inner.AddressesAsync(host, family, cancellationToken);

    public ValueTask<DnsAnswer<string>> TxtAsync(string name, CancellationToken cancellationToken) => isDown.IsOn ? UnavailableAsync<string>() : inner.TxtAsync(name, cancellationToken);

    public ValueTask<DnsAnswer<string>> ReverseAsync(IPAddress address, CancellationToken cancellationToken) => isDown.IsOn ? UnavailableAsync<string>() : inner.ReverseAsync(address, cancellationToken);

    private static ValueTask<DnsAnswer<T>> UnavailableAsync<T>() => new(DnsAnswer<T>.None(DnsStatus.Unavailable, Reason));
}
