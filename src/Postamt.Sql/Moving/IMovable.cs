using Postamt.Sql.Rows;

namespace Postamt.Sql.Moving;

/// <summary>What a copy needs to know of an engine's own.</summary>
internal interface IMovable
{
    /// <summary>All tables of the schema, as the database describes them.</summary>
    IReadOnlyList<TableShape> Tables(ISqlReader sql);

    /// <summary>The last number that was given to a row of a table, also when that row is gone: ids are never used twice.</summary>
    long LastNumber(ISqlReader sql, string table, string column);

    /// <summary>The next number given will be larger than this one.</summary>
    void SetLastNumber(ISqlConnection sql, string table, string column, long number);

    /// <summary>Nobody can write until this is disposed of; null where nobody can anyway.</summary>
    /// <exception cref="MoveException">Somebody is writing.</exception>
    IDisposable? HoldStill();
}
