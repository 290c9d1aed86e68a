using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Postamt.Queue.Ledger;

/// <summary>
/// The hashes of the ledger, SHA-256 over fixed fields: numbers big-endian in 8 octets, texts as UTF-8 after their length in 4 octets, -1 for
/// null. Each kind of hash begins with an octet of its own, so that none can be passed off as another.
/// </summary>
public static class LedgerHash
{
    public const int Length = 32;
    public const int SaltLength = 16;

    private const byte PersonTag = 1;
    private const byte RowTag = 2;
    private const byte LeafTag = 3;
    private const byte NodeTag = 4;
    private const byte SealTag = 5;

    /// <summary>The digest that stays when the columns are erased; without the salt nobody can try addresses against it.</summary>
    public static byte[] OfPerson(ReadOnlySpan<byte> salt, string? from, string? recipient, string? detail)
    {
        using var hash = Start(PersonTag);
        hash.AppendData(salt);
        Append(hash, from);
        Append(hash, recipient);
        Append(hash, detail);
        return hash.GetHashAndReset();
    }

    public static byte[] OfRow(ReadOnlySpan<byte> previous, LedgerRow row, ReadOnlySpan<byte> digest)
    {
        Span<byte> fixedPart = stackalloc byte[1 + Length + 9 * 8 + 16 + Length];
        fixedPart[0] = RowTag;
        previous.CopyTo(fixedPart[1..]);
        var at = 1 + Length;
        ReadOnlySpan<long> numbers =
        [
            row.Strand, row.Seq, row.Entry, row.Parent, row.Company.Value, (long)row.Event, Microseconds(row.At), (long)row.Kind, row.Account?.Value ?? -1,
        ];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt64BigEndian(fixedPart[at..], number);
            at += 8;
        }
        BinaryPrimitives.WriteUInt128BigEndian(fixedPart[at..], row.AcceptId.Value);
        digest.CopyTo(fixedPart[(at + 16)..]);
        return SHA256.HashData(fixedPart);
    }

    /// <summary>One strand's head as a leaf of a seal.</summary>
    public static byte[] OfHead(SealHead head)
    {
        using var hash = Start(LeafTag);
        Append(hash, head.Strand);
        Append(hash, head.Seq);
        hash.AppendData(head.Hash.Span);
        return hash.GetHashAndReset();
    }

    public static byte[] OfPair(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        using var hash = Start(NodeTag);
        hash.AppendData(left);
        hash.AppendData(right);
        return hash.GetHashAndReset();
    }

    public static byte[] OfSeal(ReadOnlySpan<byte> previousRoot, long number, DateTimeOffset at, LedgerBalance balance, ReadOnlySpan<byte> merkle)
    {
        using var hash = Start(SealTag);
        hash.AppendData(previousRoot);
        Append(hash, number);
        Append(hash, Microseconds(at));
        Append(hash, balance.Begun);
        foreach (var end in LedgerEvents.Ends) Append(hash, balance.Ended.TryGetValue(end, out var count) ? count : 0);
        Append(hash, balance.Live);
        hash.AppendData(merkle);
        return hash.GetHashAndReset();
    }

    private static IncrementalHash Start(byte tag)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([tag]);
        return hash;
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> octets = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(octets, number);
        hash.AppendData(octets);
    }

    private static void Append(IncrementalHash hash, string? text)
    {
        var octets = text is null ? [] : Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text is null ? -1 : octets.Length);
        hash.AppendData(length);
        hash.AppendData(octets);
    }

    private static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
