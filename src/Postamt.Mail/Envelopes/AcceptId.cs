using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Postamt.Mail.Envelopes;

/// <summary>
/// The id of one accepted mail, ordered by time: 48 bits of Unix milliseconds, 80 random bits. Text form: 26 characters
/// of Crockford's base 32, upper case, as it stands in replies, trace headers, logs and the ledger.
/// </summary>
public readonly record struct AcceptId(UInt128 Value) : IComparable<AcceptId>
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static AcceptId Next(TimeProvider time, RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.GetBytes(bytes[6..]);
        var milliseconds = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(milliseconds >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)milliseconds);
        return new AcceptId(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>The least id of that time: all made before it are smaller.</summary>
    public static AcceptId First(DateTimeOffset time) => new((UInt128)(ulong)time.ToUnixTimeMilliseconds() << 80);

    /// <summary>16 octets, big endian: the form in the database.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    public static AcceptId FromBytes(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    public int CompareTo(AcceptId other) => Value.CompareTo(other.Value);

    public override string ToString() => string.Create(26, Value, static (chars, value) =>
    {
        for (var i = 25; i >= 0; i--)
        {
            chars[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }
    });

    public static bool TryParse([NotNullWhen(true)] string? text, out AcceptId id)
    {
        id = default;
        if (text is not { Length: 26 } || text[0] > '7') return false;
        UInt128 value = 0;
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal);
            if (digit < 0) return false;
            value = (value << 5) | (uint)digit;
        }
        id = new AcceptId(value);
        return true;
    }
}
