namespace Postamt.Directory.Operations;

/// <summary>One change to the directory as verbs, console and API ask for it. Its JSON form, without secrets, is the audit row's detail.</summary>
/// <typeparam name="TResult">What it gives back.</typeparam>
public abstract record Operation<TResult>
{
    /// <summary>What is changed, in words, for the audit row.</summary>
    public abstract string Subject { get; }

    /// <summary>The password in it that has to be hashed; hashing takes a tenth of a second and is done before the transaction.</summary>
    internal virtual Secret? NewPassword => null;

    /// <summary>Permission, rules and change. A refusal undoes what was written before it.</summary>
    internal abstract ValueTask<OperationResult<TResult>> ExecuteAsync(OperationScope scope);
}
