using System.Diagnostics.CodeAnalysis;

namespace Postamt.Store.Results;

/// <summary>A value, or why there is none. <see cref="Detail"/> is for the log, never for the peer.</summary>
public readonly record struct StoreResult<T>
{
    private readonly T? _value;

    private StoreResult(T? value, StoreError? error, string? detail)
    {
        _value = value;
        Error = error;
        Detail = detail;
    }

    /// <summary>Null when there is a value.</summary>
    public StoreError? Error { get; }

    public string? Detail { get; }

    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return Error is null;
    }

    /// <summary>The value of a result known to have one; an InvalidOperationException otherwise.</summary>
    public T Value => Error is null ? _value! : throw new InvalidOperationException($"no value: {Error} {Detail}");

    public static StoreResult<T> Ok(T value) => new(value, null, null);

    public static StoreResult<T> No(StoreError error, string? detail = null) => new(default, error, detail);

    public static implicit operator StoreResult<T>(T value) => Ok(value);

    public static implicit operator StoreResult<T>(StoreError error) => No(error);
}

/// <summary>The value of an operation that gives nothing back.</summary>
public readonly record struct Unit;
