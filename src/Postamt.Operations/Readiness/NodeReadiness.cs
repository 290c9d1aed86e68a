namespace Postamt.Operations.Readiness;

/// <summary>
/// Whether new sessions should come to this node: what a load balancer asks. A node that serves but cannot reach its database answers
/// 451 to everybody, so that another one should be asked. Safe for all threads.
/// </summary>
public sealed class NodeReadiness
{
    private readonly Lock _gate = new();
    private readonly SortedSet<string> _troubles = new(StringComparer.Ordinal);
    private NodePhase _phase = NodePhase.Starting;

    /// <summary>What <see cref="ToString"/> says is another word now.</summary>
    public event Action? Changed;

    public NodePhase Phase
    {
        get
        {
            lock (_gate) return _phase;
        }
    }

    public bool IsReady
    {
        get
        {
            lock (_gate) return _phase == NodePhase.Serving && _troubles.Count == 0;
        }
    }

    public void Enter(NodePhase phase)
    {
        lock (_gate) _phase = phase;
        Changed?.Invoke();
    }

    /// <summary>Something this node cannot serve without is gone, or back.</summary>
    /// <param name="what">A word of ours, such as "database".</param>
    public void Note(string what, bool isGone)
    {
        bool isNew;
        lock (_gate) isNew = isGone ? _troubles.Add(what) : _troubles.Remove(what);
        if (isNew) Changed?.Invoke();
    }

    /// <summary>"ready", or what keeps the node from it, as in "draining" or "no database".</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            if (_phase != NodePhase.Serving) return _phase.ToString().ToLowerInvariant();
            return _troubles.Count == 0 ? "ready" : "no " + string.Join(", no ", _troubles);
        }
    }
}
