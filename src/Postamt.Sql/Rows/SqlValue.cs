using Postamt.Cluster.Identity;

namespace Postamt.Sql.Rows;

/// <summary>A parameter: a 64-bit number, text or bytes, or the NULL of one of these. Times are UTC microseconds.</summary>
internal readonly struct SqlValue
{
    private SqlValue(SqlKind kind, bool isNull, long number, string? text, ReadOnlyMemory<byte> bytes)
    {
        Kind = kind;
        IsNull = isNull;
        Number = number;
        Text = text;
        Bytes = bytes;
    }

    /// <summary>What the column is, also where the value is NULL: a statement's parameters have one type each, whatever is bound.</summary>
    public SqlKind Kind { get; }

    public bool IsNull { get; }

    public long Number { get; }

    public string? Text { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>No number.</summary>
    public static SqlValue NoNumber { get; } = new(SqlKind.Number, true, 0, null, default);

    /// <summary>No text.</summary>
    public static SqlValue NoText { get; } = new(SqlKind.Text, true, 0, null, default);

    /// <summary>No bytes.</summary>
    public static SqlValue NoBytes { get; } = new(SqlKind.Bytes, true, 0, null, default);

    public static implicit operator SqlValue(long value) => new(SqlKind.Number, false, value, null, default);

    public static implicit operator SqlValue(long? value) => value is { } number ? number : NoNumber;

    public static implicit operator SqlValue(bool value) => value ? 1L : 0L;

    public static implicit operator SqlValue(string? value) => value is null ? NoText : new(SqlKind.Text, false, 0, value, default);

    public static implicit operator SqlValue(ReadOnlyMemory<byte> value) => new(SqlKind.Bytes, false, 0, null, value);

    public static implicit operator SqlValue(byte[]? value) => value is null ? NoBytes : new(SqlKind.Bytes, false, 0, null, value);

    public static implicit operator SqlValue(DateTimeOffset value) => UtcMicroseconds.From(value);

    public static implicit operator SqlValue(DateTimeOffset? value) => value is { } time ? time : NoNumber;

    public static implicit operator SqlValue(AccountId value) => value.Value;

    public static implicit operator SqlValue(CompanyId value) => value.Value;
}

internal enum SqlKind : byte
{
    Number,
    Text,
    Bytes,
}
