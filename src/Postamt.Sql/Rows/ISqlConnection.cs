namespace Postamt.Sql.Rows;

/// <summary>Reads and changes rows, inside one write transaction.</summary>
internal interface ISqlConnection : ISqlReader
{
    /// <summary>Number of rows changed.</summary>
    int Execute(string sql, params ReadOnlySpan<SqlValue> values);

    /// <summary>
    /// The same where nobody asks for the number: an engine across a network sends it with the next question. Its fault may show only then.
    /// </summary>
    void Post(string sql, params ReadOnlySpan<SqlValue> values);

    /// <summary>
    /// The same for one of many rows that are made or set alike: an engine across a network sends those of one text as one statement, at the
    /// place of the first. The text is INSERT … VALUES ($1, $2 …) or UPDATE … WHERE, and no row is met twice before the next question.
    /// </summary>
    void PostRow(string sql, params ReadOnlySpan<SqlValue> values);
}
