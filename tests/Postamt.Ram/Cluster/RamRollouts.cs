using Postamt.Cluster.Identity;
using Postamt.Cluster.Rollouts;

namespace Postamt.Ram.Cluster;

public sealed class RamRollouts : IRollouts
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private Rollout? _last;

    public RamRollouts(TimeProvider time) => _time = time;

    public ValueTask<Rollout?> BeginAsync(string target, string origin, IReadOnlyCollection<string> nodes, Actor actor, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_last is { State: RolloutState.UnderWay }) return new((Rollout?)null);
            return new(_last = Begin(target, origin, actor.Name, null, null, nodes));
        }
    }

    public ValueTask<Rollout?> LastAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return new(_last);
    }

    public ValueTask<bool> TryTakeAsync(long id, string node, CancellationToken cancellationToken) =>
        Change(id, rollout => rollout.Holder is null ? rollout with { Holder = node, HeldSince = _time.GetUtcNow() } : null);

    public ValueTask<bool> PassAsync(long id, string node, CancellationToken cancellationToken) => Change(id, rollout =>
    {
        if (rollout.Holder != node) return null;
        List<RolloutNode> nodes = [.. rollout.Nodes.Select(each => each.Name == node ? each with { DoneAt = _time.GetUtcNow() } : each)];
        var passed = rollout with { Holder = null, HeldSince = null, Nodes = nodes };
        return nodes.TrueForAll(each => each.DoneAt is not null) ? passed with { State = RolloutState.Done, EndedAt = _time.GetUtcNow() } : passed;
    });

    public ValueTask<bool> StopAsync(long id, string reason, bool takesBack, CancellationToken cancellationToken) => Change(id, rollout =>
    {
        List<string> done = [.. rollout.Nodes.Where(node => node.DoneAt is not null).Select(node => node.Name)];
        return takesBack && rollout.Restores is null && done.Count > 0
            ? Begin(rollout.Origin, rollout.Target, "rollback", id, reason, done)
            : rollout with { State = RolloutState.Stopped, EndedAt = _time.GetUtcNow(), Reason = reason, Holder = null, HeldSince = null };
    });

    private Rollout Begin(string target, string origin, string actor, long? restores, string? reason, IEnumerable<string> nodes) => new(
        (_last?.Id ?? 0) + 1, target, origin, restores, _time.GetUtcNow(), actor, RolloutState.UnderWay, null, reason, null, null, [.. nodes.Order(StringComparer.Ordinal).Select(node => new RolloutNode(node, null))]);

    private ValueTask<bool> Change(long id, Func<Rollout, Rollout?> change)
    {
        lock (_gate)
        {
            if (_last is not { State: RolloutState.UnderWay } rollout || rollout.Id != id || change(rollout) is not { } changed) return new(false);
            _last = changed;
            return new(true);
        }
    }
}
