using Postamt.Cluster.Identity;

namespace Postamt.Directory.Operations;

/// <summary>One change to the directory as verbs, console and API ask for it. Its JSON form, without secrets, is the audit row's detail.</summary>
/// <typeparam name="TResult">What it gives back.</typeparam>
public abstract record Operation<TResult>
{
    /// <summary>What is changed, in words, for the audit row.</summary>
    public abstract string Subject { get; }
}

/// <summary>Runs operations: permission check, rules, change and audit row in one transaction.</summary>
public interface IDirectoryOperations
{
    ValueTask<OperationResult<TResult>> RunAsync<TResult>(Operation<TResult> operation, Actor actor);
}
