namespace Postamt.Directory.Operations;

/// <summary>One question to the directory, with the same permissions as operations; leaves no audit row.</summary>
public abstract record Query<TResult>
{
    internal abstract ValueTask<OperationResult<TResult>> ExecuteAsync(QueryScope scope);
}
