namespace Postamt.Sql.Writing;

/// <summary>What goes first when several wait.</summary>
internal enum WriteKind
{
    /// <summary>A mail somebody waits to see accepted.</summary>
    Accept,

    /// <summary>A change by a person or a worker.</summary>
    Change,

    /// <summary>A piece, at most 1 000 rows, of a long change or of a job.</summary>
    Bulk,
}
