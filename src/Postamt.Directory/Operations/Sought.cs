using System.Diagnostics.CodeAnalysis;

namespace Postamt.Directory.Operations;

/// <summary>Something an operation needs: there and permitted, or the refusal to give back.</summary>
internal readonly record struct Sought<T>(T? Value, Refusal? Refusal)
    where T : class
{
    public static implicit operator Sought<T>(T value) => new(value, null);

    public static implicit operator Sought<T>(Refusal refusal) => new(null, refusal);

    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = Value;
        refusal = value is null ? Refusal ?? throw new InvalidOperationException("neither a value nor a refusal") : null;
        return value is not null;
    }
}
