namespace Postamt.Operations.Readiness;

/// <summary>Where a node stands between its start and its end.</summary>
public enum NodePhase
{
    /// <summary>Listeners are not open yet.</summary>
    Starting,

    /// <summary>Mail comes in, goes out and is read.</summary>
    Serving,

    /// <summary>No new sessions are asked for; those there are come to their end, deliveries under way too.</summary>
    Draining,

    /// <summary>Nothing is under way; the process lives and can serve again.</summary>
    Drained,
}
