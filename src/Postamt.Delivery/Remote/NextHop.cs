using System.Net;
using Postamt.Queue.Outcomes;

namespace Postamt.Delivery.Remote;

/// <summary>One address to try.</summary>
/// <param name="Host">The name TLS and reports speak of.</param>
public sealed record NextHop(string Host, IPEndPoint EndPoint, Route? Route);

/// <summary>Where mail for a domain can go: hops in the order to try them, or why nowhere.</summary>
public abstract record NextHops
{
    private NextHops()
    {
    }

    public sealed record Some(IReadOnlyList<NextHop> Hops) : NextHops;

    /// <param name="Permanent">Only what DNS says for certain.</param>
    public sealed record None(DeliveryFailure Failure, bool Permanent) : NextHops;
}
