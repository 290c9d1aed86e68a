namespace Postamt.Cluster.Rollouts;

/// <summary>
/// A version that takes the place of another on all nodes, one after the other. Whoever holds the token is out of service; there is one token, so the others serve.
/// Each call may throw an <see cref="IOException"/>: the database cannot be reached, and nothing is known to have changed.
/// </summary>
public interface IRollouts
{
    /// <summary>Begins one; null while another is under way.</summary>
    /// <param name="target">Folder of the program, the same on each node.</param>
    /// <param name="origin">Folder of the one that runs now.</param>
    /// <param name="nodes">Who takes part.</param>
    ValueTask<Rollout?> BeginAsync(string target, string origin, IReadOnlyCollection<string> nodes, Identity.Actor actor, CancellationToken cancellationToken);

    /// <summary>The last one, under way or ended; null when there was none.</summary>
    ValueTask<Rollout?> LastAsync(CancellationToken cancellationToken);

    /// <summary>Takes the token for a node; false when another one has it, or nothing is under way.</summary>
    ValueTask<bool> TryTakeAsync(long id, string node, CancellationToken cancellationToken);

    /// <summary>The node that holds the token is done and gives it back. The last one ends the rollout.</summary>
    ValueTask<bool> PassAsync(long id, string node, CancellationToken cancellationToken);

    /// <summary>No further node is touched; false when it has ended already.</summary>
    /// <param name="takesBack">
    /// The nodes that are done go back to the origin: a rollout that restores it begins in the same step, with the same reason. One that restores is never taken back itself.
    /// </param>
    ValueTask<bool> StopAsync(long id, string reason, bool takesBack, CancellationToken cancellationToken);
}
