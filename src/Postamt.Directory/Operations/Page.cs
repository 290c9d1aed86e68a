namespace Postamt.Directory.Operations;

/// <summary>A part of a list.</summary>
/// <param name="Next">Where the next page goes on; null at the end. Opaque to callers.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Which part of a list is asked for.</summary>
/// <param name="Cursor">A <see cref="Page{T}.Next"/> of the same list; null for the beginning.</param>
/// <param name="Size">Rows, 1..200.</param>
public sealed record PageRequest(string? Cursor = null, int Size = 100);
