using Postamt.Cluster.Identity;

namespace Postamt.Directory.Operations;

/// <summary>Runs operations: permission check, rules, change and audit row in one transaction.</summary>
public interface IDirectoryOperations
{
    /// <summary>A database that does not answer gives the refusal with the code <c>unavailable</c>.</summary>
    ValueTask<OperationResult<TResult>> RunAsync<TResult>(Operation<TResult> operation, Actor actor);

    ValueTask<OperationResult<TResult>> AskAsync<TResult>(Query<TResult> query, Actor actor, CancellationToken cancellationToken);
}
