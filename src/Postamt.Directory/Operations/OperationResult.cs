namespace Postamt.Directory.Operations;

/// <summary>What became of an operation: a value, or a refusal with a stable code and a sentence for people.</summary>
public abstract record OperationResult<T>
{
    private OperationResult()
    {
    }

    public sealed record Done(T Value) : OperationResult<T>;

    /// <param name="Code">Stable, lower case with dashes: address-taken, unknown-domain, not-permitted …</param>
    /// <param name="Text">What happened, why, what to do.</param>
    public sealed record Refused(string Code, string Text) : OperationResult<T>;
}
