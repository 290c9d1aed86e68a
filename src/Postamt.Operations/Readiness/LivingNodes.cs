using Postamt.Cluster.Nodes;

namespace Postamt.Operations.Readiness;

/// <summary>
/// The nodes as this process sees them: one is silent when its word has stayed the same for a while on our own clock. The clocks of machines may differ by anything; only
/// a node seen for the first time is judged by its own, until its next word.
/// </summary>
public sealed class LivingNodes(INodeRegistry registry, TimeProvider time)
{
    /// <summary>Five words were missed.</summary>
    public static readonly TimeSpan Silence = 5 * NodeHeartbeat.Interval;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset Word, long HeardAt, TimeSpan Before)> _heard = [];

    /// <summary>All that are on the list, by name.</summary>
    /// <exception cref="IOException">The database cannot be reached.</exception>
    public async ValueTask<IReadOnlyList<LivingNode>> LookAsync(CancellationToken cancellationToken)
    {
        var nodes = await registry.ListAsync(cancellationToken);
        lock (_gate) return [.. nodes.Select(node => new LivingNode(node, SilentFor(node)))];
    }

    private TimeSpan SilentFor(NodeInfo node)
    {
        if (!_heard.TryGetValue(node.Name, out var heard)) _heard[node.Name] = heard = (node.SeenAt, time.GetTimestamp(), FirstGuess(node.SeenAt));
        else if (heard.Word != node.SeenAt) _heard[node.Name] = heard = (node.SeenAt, time.GetTimestamp(), TimeSpan.Zero);
        return heard.Before + time.GetElapsedTime(heard.HeardAt);
    }

    private TimeSpan FirstGuess(DateTimeOffset word) => time.GetUtcNow() - word is { Ticks: > 0 } past ? past : TimeSpan.Zero;
}

/// <param name="SilentFor">Since its last word.</param>
public sealed record LivingNode(NodeInfo Info, TimeSpan SilentFor)
{
    public string Name => Info.Name;

    public string State => Info.Report.State;

    /// <summary>It did not say that it stops, and says nothing.</summary>
    public bool IsSilent => State != "stopped" && SilentFor > LivingNodes.Silence;

    public bool Serves => State == "ready" && !IsSilent;

    /// <summary>Where others reach a listener; null where it is open on all addresses of another machine, or is not there.</summary>
    /// <param name="here">The name of the node that asks: its own addresses it knows.</param>
    public System.Net.IPEndPoint? Door(string listener, string here) =>
        Info.Report.Listen.TryGetValue(listener, out var text) && System.Net.IPEndPoint.TryParse(text, out var endPoint) && (Name == here || !IsEverywhere(endPoint.Address)) ? endPoint : null;

    /// <summary>In words, for a sentence: <c>machine2 says "draining"</c>.</summary>
    public override string ToString() => IsSilent ? $"{Name} has said nothing for {(int)SilentFor.TotalSeconds} s" : $"{Name} says \"{State}\"";

    private static bool IsEverywhere(System.Net.IPAddress address) => address.Equals(System.Net.IPAddress.Any) || address.Equals(System.Net.IPAddress.IPv6Any);
}
