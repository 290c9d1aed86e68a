namespace Postamt.Sql.Rows;

/// <summary>
/// Reads rows, inside a read transaction or a write transaction. Parameters stand as $1, $2 … in the text, which both engines
/// understand; a text is a constant, since its statement is cached by reference.
/// </summary>
internal interface ISqlReader
{
    /// <summary>All rows, mapped.</summary>
    List<T> Query<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<SqlValue> values);

    /// <summary>The first row, mapped; default when there is none.</summary>
    T? QueryFirst<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<SqlValue> values);

    /// <summary>The first column of the first row; null when there is no row or it is NULL.</summary>
    long? QueryLong(string sql, params ReadOnlySpan<SqlValue> values);
}
