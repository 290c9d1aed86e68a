using System.Net;
using Postamt.Delivery.Remote;
using Postamt.Dns;
using Postamt.Queue.Leasing;

namespace Postamt.Server.Hosting;

/// <summary>What a post office takes from the world around it. Tests give it a clock they move, names they made up and servers that are not there.</summary>
internal sealed record Surroundings
{
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Null: the DNS servers of the start options.</summary>
    internal IResolver? Resolver { get; init; }

    /// <summary>The machine's own addresses; null: those of its network interfaces.</summary>
    internal IReadOnlyCollection<IPAddress>? OwnAddresses { get; init; }

    internal IDialing Dialing { get; init; } = new TcpDialing();

    /// <summary>The queue as delivery sees it; whoever wants to know when nothing is under way looks on here.</summary>
    internal Func<IQueue, IQueue> Queue { get; init; } = static queue => queue;
}
