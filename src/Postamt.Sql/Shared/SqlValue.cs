using Postamt.Cluster.Identity;

namespace Postamt.Sql.Shared;

/// <summary>A parameter: NULL, a 64-bit number, text or bytes. Times are UTC microseconds.</summary>
internal readonly struct SqlValue
{
    private SqlValue(SqlKind kind, long number, string? text, ReadOnlyMemory<byte> bytes)
    {
        Kind = kind;
        Number = number;
        Text = text;
        Bytes = bytes;
    }

    public SqlKind Kind { get; }

    public long Number { get; }

    public string? Text { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public static SqlValue Null => default;

    public static implicit operator SqlValue(long value) => new(SqlKind.Number, value, null, default);

    public static implicit operator SqlValue(long? value) => value is { } number ? number : Null;

    public static implicit operator SqlValue(bool value) => value ? 1L : 0L;

    public static implicit operator SqlValue(string? value) => value is null ? Null : new(SqlKind.Text, 0, value, default);

    public static implicit operator SqlValue(ReadOnlyMemory<byte> value) => new(SqlKind.Bytes, 0, null, value);

    public static implicit operator SqlValue(byte[]? value) => value is null ? Null : new(SqlKind.Bytes, 0, null, value);

    public static implicit operator SqlValue(DateTimeOffset value) => UtcMicroseconds.From(value);

    public static implicit operator SqlValue(DateTimeOffset? value) => value is { } time ? time : Null;

    public static implicit operator SqlValue(AccountId value) => value.Value;

    public static implicit operator SqlValue(CompanyId value) => value.Value;
}

internal enum SqlKind : byte
{
    Null,
    Number,
    Text,
    Bytes,
}
