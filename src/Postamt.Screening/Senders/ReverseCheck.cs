using System.Net;
using System.Net.Sockets;
using Postamt.Dns;

namespace Postamt.Screening.Senders;

/// <summary>What a client's address is called (RFC 8601 2.7.3).</summary>
public enum ReverseResult
{
    /// <summary>It has a name, and the name has the address.</summary>
    Pass,

    /// <summary>It has none, or only names that do not know it.</summary>
    Fail,

    /// <summary>DNS does not tell now.</summary>
    TempError,
}

/// <param name="Client">Whose name was asked for.</param>
/// <param name="Name">The confirmed name; empty for none.</param>
/// <param name="Why">One line for people.</param>
public sealed record ReverseOutcome(ReverseResult Result, IPAddress Client, string Name, string Why);

/// <summary>"iprev" (RFC 8601 3): the name of an address, confirmed forwards. Never throws for what comes from outside.</summary>
public sealed class ReverseCheck(IResolver resolver)
{
    /// <summary>Who publishes more wants to keep resolvers busy.</summary>
    private const int MostNames = 5;

    public async ValueTask<ReverseOutcome> AskAsync(IPAddress client, CancellationToken cancellationToken)
    {
        if (client.IsIPv4MappedToIPv6) client = client.MapToIPv4();
        var names = await resolver.ReverseAsync(client, cancellationToken);
        if (names.Status == DnsStatus.Unavailable) return new ReverseOutcome(ReverseResult.TempError, client, "", $"DNS does not tell the name of {client}");
        if (names.Records.Count == 0) return new ReverseOutcome(ReverseResult.Fail, client, "", $"{client} has no name");
        var isOpen = false;
        foreach (var name in names.Records.Take(MostNames))
        {
            var family = client.AddressFamily == AddressFamily.InterNetworkV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
            var addresses = await resolver.AddressesAsync(name, family, cancellationToken);
            if (addresses.Records.Contains(client)) return new ReverseOutcome(ReverseResult.Pass, client, name.ToLowerInvariant(), $"{client} is {name}");
            isOpen |= addresses.Status == DnsStatus.Unavailable;
        }
        return isOpen
            ? new ReverseOutcome(ReverseResult.TempError, client, "", $"DNS does not tell the addresses of {names.Records[0]}")
            : new ReverseOutcome(ReverseResult.Fail, client, "", $"{client} is called {names.Records[0]}, which does not have this address");
    }
}
