namespace Postamt.Directory.Operations;

/// <summary>Why an operation is not done, before it is known what the operation would have given back.</summary>
internal sealed record Refusal(string Code, string Text)
{
    public OperationResult<T> For<T>() => new OperationResult<T>.Refused(Code, Text);
}
