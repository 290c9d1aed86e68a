using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Moving;

/// <summary>Puts values into a hash: kind and length go before each, so that no two rows look alike.</summary>
internal static class RowHash
{
    public static void Append(IncrementalHash hash, ReadOnlySpan<SqlValue> row)
    {
        foreach (var value in row) Append(hash, value);
    }

    private static void Append(IncrementalHash hash, in SqlValue value)
    {
        Span<byte> head = stackalloc byte[9];
        head[0] = (byte)((int)value.Kind | (value.IsNull ? 16 : 0));
        var octets = value switch
        {
            { IsNull: true } or { Kind: SqlKind.Number } => [],
            { Kind: SqlKind.Text } => Encoding.UTF8.GetBytes(value.Text!),
            _ => value.Bytes.Span,
        };
        BinaryPrimitives.WriteInt64LittleEndian(head[1..], value.Kind == SqlKind.Number ? value.Number : octets.Length);
        hash.AppendData(head);
        hash.AppendData(octets);
    }
}
