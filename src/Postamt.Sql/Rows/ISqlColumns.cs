namespace Postamt.Sql.Rows;

/// <summary>The columns of the row an engine's query stands on. Columns count from 0; numbers and truth values are 64-bit numbers.</summary>
internal interface ISqlColumns
{
    bool IsNull(int column);

    /// <summary>0 for NULL.</summary>
    long Long(int column);

    /// <summary>Empty for NULL.</summary>
    string Text(int column);

    /// <summary>Empty for NULL; valid until the next row.</summary>
    ReadOnlySpan<byte> Bytes(int column);
}
