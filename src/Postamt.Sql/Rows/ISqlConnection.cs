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
}
