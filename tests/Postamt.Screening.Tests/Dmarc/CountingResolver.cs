using System.Net;
using System.Net.Sockets;
using Postamt.Dns;

namespace Postamt.Screening.Tests.Dmarc;

/// <summary>Counts questions for texts.</summary>
internal sealed class CountingResolver(IResolver inner) : IResolver
{
    public int Texts { get; private set; }

    public ValueTask<DnsAnswer<MxRecord>> MxAsync(string domain, CancellationToken cancellationToken) => inner.MxAsync(domain, cancellationToken);

    public ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, CancellationToken cancellationToken) => inner.AddressesAsync(host, cancellationToken);

    public ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, AddressFamily family, CancellationToken cancellationToken) => inner.AddressesAsync(host, family, cancellationToken);

    public ValueTask<DnsAnswer<string>> TxtAsync(string name, CancellationToken cancellationToken)
    {
        Texts++;
        return inner.TxtAsync(name, cancellationToken);
    }

    public ValueTask<DnsAnswer<string>> ReverseAsync(IPAddress address, CancellationToken cancellationToken) => inner.ReverseAsync(address, cancellationToken);
}
