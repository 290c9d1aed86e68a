namespace Postamt.Cluster.Rollouts;

public enum RolloutState
{
    /// <summary>Nodes are being replaced, or wait for it.</summary>
    UnderWay = 0,

    /// <summary>All run the target.</summary>
    Done = 1,

    /// <summary>A node could not be replaced, or somebody stopped it; the nodes that are done run the target.</summary>
    Stopped = 2,
}

/// <param name="Origin">Folder of the program that ran before.</param>
/// <param name="Restores">Of the rollout that failed, where this one takes its nodes back; else null.</param>
/// <param name="Holder">The node that is being replaced now.</param>
/// <param name="HeldSince">By the clock of that node.</param>
/// <param name="Reason">Why it was stopped, or why the one it restores was.</param>
/// <param name="Nodes">In the order in which they are replaced.</param>
public sealed record Rollout(
    long Id, string Target, string Origin, long? Restores, DateTimeOffset BegunAt, string BegunBy, RolloutState State, DateTimeOffset? EndedAt, string? Reason, string? Holder, DateTimeOffset? HeldSince, IReadOnlyList<RolloutNode> Nodes);

/// <param name="DoneAt">Null: not yet.</param>
public sealed record RolloutNode(string Name, DateTimeOffset? DoneAt);
