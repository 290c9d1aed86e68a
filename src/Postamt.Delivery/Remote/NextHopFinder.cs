using System.Net;
using Postamt.Dns;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Outcomes;

namespace Postamt.Delivery.Remote;

/// <summary>
/// RFC 5321 5.1: MX records by preference, equal ones in random order; without any, the domain's own addresses; a null MX
/// (RFC 7505) takes no mail. Only a definite answer of DNS is permanent. Never to ourselves.
/// </summary>
public sealed class NextHopFinder(IResolver resolver, IRoutes routes, IOwnAddresses own, DeliveryLimits limits, System.Security.Cryptography.RandomNumberGenerator random)
{
    private const int SmtpPort = 25;

    public async ValueTask<NextHops> FindAsync(string domain, CancellationToken cancellationToken)
    {
        if (domain.StartsWith('[')) return Literal(domain);
        if (await routes.FindAsync(domain, cancellationToken) is { } route) return await HostsAsync([(0, route.Host)], route, domain, cancellationToken);
        var answer = await resolver.MxAsync(domain, cancellationToken);
        switch (answer.Status)
        {
            case DnsStatus.Unavailable:
                return Later(new EnhancedStatus(4, 4, 3), $"DNS gave no answer about {domain}: {answer.Reason}");
            case DnsStatus.NoSuchName:
                return Never(new EnhancedStatus(5, 1, 2), $"There is no domain {domain}.");
            case DnsStatus.NoData:
                // RFC 5321 5.1: the domain itself is then its only, implicit MX.
                return await HostsAsync([(0, domain)], null, domain, cancellationToken);
        }
        // RFC 7505 3: a single MX with an empty host.
        if (answer.Records is [{ IsNull: true }]) return Never(new EnhancedStatus(5, 1, 10), $"{domain} takes no mail (null MX).");
        return await HostsAsync(Order(answer.Records), null, domain, cancellationToken);
    }

    private List<(ushort Preference, string Host)> Order(IReadOnlyList<MxRecord> records)
    {
        Span<byte> chance = stackalloc byte[4];
        var keyed = new List<(ushort Preference, uint Chance, string Host)>(records.Count);
        foreach (var record in records.Where(record => !record.IsNull))
        {
            random.GetBytes(chance);
            keyed.Add((record.Preference, BitConverter.ToUInt32(chance), record.Host));
        }
        keyed.Sort();
        var hosts = keyed.ConvertAll(each => (each.Preference, each.Host));
        // RFC 5321 5.1: where we are an MX ourselves, only better ones are used; otherwise mail goes in circles.
        var ours = hosts.FindIndex(each => own.IsOwnName(each.Host));
        return ours < 0 ? hosts : hosts.FindAll(each => each.Preference < hosts[ours].Preference);
    }

    private async ValueTask<NextHops> HostsAsync(List<(ushort Preference, string Host)> hosts, Route? route, string domain, CancellationToken cancellationToken)
    {
        if (hosts.Count == 0) return Never(new EnhancedStatus(5, 4, 6), $"The best mail server of {domain} is this one, which does not know the domain.");
        var hops = new List<(ushort Preference, NextHop Hop)>();
        string? later = null;
        var refusedOwn = false;
        foreach (var (preference, host) in hosts.Take(limits.MostAddresses))
        {
            if (hops.Count >= limits.MostAddresses) break;
            var answer = IPAddress.TryParse(host, out var literal)
                ? new DnsAnswer<IPAddress>(DnsStatus.Found, [literal], false)
                : await resolver.AddressesAsync(host, cancellationToken);
            if (answer.Status == DnsStatus.Unavailable) later ??= $"DNS gave no answer about {host}: {answer.Reason}";
            if (route is null && answer.Records.Any(own.IsOwnAddress))
            {
                // We are this host under another name: the same rule.
                hops.RemoveAll(each => each.Preference >= preference);
                refusedOwn = true;
                break;
            }
            foreach (var address in answer.Records)
            {
                if (route is null && own.IsForbidden(address)) refusedOwn = true;
                else if (hops.Count < limits.MostAddresses) hops.Add((preference, new(host, new IPEndPoint(address, route?.Port ?? SmtpPort), route)));
            }
        }
        if (hops.Count > 0) return new NextHops.Some(hops.ConvertAll(each => each.Hop));
        if (later is not null) return Later(new EnhancedStatus(4, 4, 3), later);
        return refusedOwn
            ? Never(new EnhancedStatus(5, 4, 6), $"The mail servers of {domain} point to this server or into a private network.")
            : Never(new EnhancedStatus(5, 4, 4), $"The mail servers of {domain} have no address.");
    }

    private NextHops Literal(string domain)
    {
        var text = domain[1..^1];
        if (text.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase)) text = text[5..];
        return IPAddress.TryParse(text, out var address) && !own.IsForbidden(address) && !own.IsOwnAddress(address)
            ? new NextHops.Some([new(domain, new IPEndPoint(address, SmtpPort), null)])
            : Never(new EnhancedStatus(5, 1, 2), $"{domain} cannot be a mail server.");
    }

    private static NextHops.None Later(EnhancedStatus status, string cause) => new(new DeliveryFailure(status, cause, null, null), false);

    private static NextHops.None Never(EnhancedStatus status, string cause) => new(new DeliveryFailure(status, cause, null, null), true);
}
