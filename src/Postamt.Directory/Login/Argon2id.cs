// Argon2id, version 0x13, RFC 9106 3. Written here because of its memory: the library's work space is garbage of 19 MiB a sign-in.
// Invariants: the result is that of the reference implementation (test vectors, and a library in the tests); what was derived from the
// password is overwritten before the memory is given back.
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Postamt.Directory.Login;

/// <summary>One computation. Costs are checked by who reads them: 8 KiB a lane at least, a pass at least.</summary>
internal static class Argon2id
{
    private const int Version = 0x13;
    private const int Type = 2;
    private const int Slices = 4;
    private const int SeedOctets = 64;
    private const int BlockOctets = Argon2Block.Length * sizeof(ulong);

    /// <param name="kibibytes">m of RFC 9106 3.1; lanes are computed one after the other.</param>
    /// <param name="hash">4 octets or more.</param>
    public static void Compute(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int kibibytes, int passes, int lanes, Span<byte> hash, ReadOnlySpan<byte> secret = default, ReadOnlySpan<byte> data = default)
    {
        // RFC 9106 3.2 step 2: m' is m rounded down to a multiple of 4 p.
        var laneLength = kibibytes / (Slices * lanes) * Slices;
        ArgumentOutOfRangeException.ThrowIfLessThan(laneLength, 2 * Slices, nameof(kibibytes));
        using var memory = new Argon2Memory(laneLength * lanes);
        Begin(memory, laneLength, password, salt, kibibytes, passes, lanes, hash.Length, secret, data);
        for (var pass = 0; pass < passes; pass++)
        {
            for (var slice = 0; slice < Slices; slice++)
            {
                for (var lane = 0; lane < lanes; lane++) Fill(memory, new Position(pass, slice, lane, passes, lanes, laneLength));
            }
        }
        End(memory, laneLength, lanes, hash);
    }

    private static void Begin(Argon2Memory memory, int laneLength, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int kibibytes, int passes, int lanes, int octets, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> data)
    {
        // RFC 9106 3.2 step 1: H_0.
        Span<byte> seed = stackalloc byte[SeedOctets + 8];
        var first = new Blake2b(SeedOctets);
        foreach (var number in (ReadOnlySpan<int>)[lanes, octets, kibibytes, passes, Version, Type]) first.Append(number);
        AppendCounted(first, password);
        AppendCounted(first, salt);
        AppendCounted(first, secret);
        AppendCounted(first, data);
        first.End(seed);
        Span<byte> block = stackalloc byte[BlockOctets];
        for (var lane = 0; lane < lanes; lane++)
        {
            // Steps 3 and 4: the first two columns.
            for (var column = 0; column < 2; column++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(seed[SeedOctets..], column);
                BinaryPrimitives.WriteInt32LittleEndian(seed[(SeedOctets + 4)..], lane);
                Extend(seed, block);
                Read(block, memory[(lane * laneLength) + column]);
            }
        }
        CryptographicOperations.ZeroMemory(seed);
        CryptographicOperations.ZeroMemory(block);
    }

    private static void End(Argon2Memory memory, int laneLength, int lanes, Span<byte> hash)
    {
        Span<ulong> last = stackalloc ulong[Argon2Block.Length];
        Span<byte> block = stackalloc byte[BlockOctets];
        for (var lane = 0; lane < lanes; lane++)
        {
            var end = memory[(lane * laneLength) + laneLength - 1];
            for (var i = 0; i < last.Length; i++) last[i] ^= end[i];
        }
        for (var i = 0; i < last.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(block[(8 * i)..], last[i]);
        Extend(block, hash);
        last.Clear();
        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>One segment: a quarter of a lane in one pass.</summary>
    private static void Fill(Argon2Memory memory, in Position at)
    {
        // RFC 9106 3.4.1.3: the first half of the first pass looks where nothing secret tells it to.
        var blind = at.Pass == 0 && at.Slice < Slices / 2;
        Span<ulong> addresses = stackalloc ulong[Argon2Block.Length];
        var start = at is { Pass: 0, Slice: 0 } ? 2 : 0;
        var segment = at.LaneLength / Slices;
        for (var index = start; index < segment; index++)
        {
            if (blind && (index % Argon2Block.Length == 0 || index == start)) Addresses(at, memory.Blocks, 1 + (index / Argon2Block.Length), addresses);
            var column = (at.Slice * segment) + index;
            var previous = memory[(at.Lane * at.LaneLength) + ((column + at.LaneLength - 1) % at.LaneLength)];
            var pseudo = blind ? addresses[index % Argon2Block.Length] : previous[0];
            var reference = memory[Reference(at, segment, index, pseudo)];
            Argon2Block.Mix(previous, reference, memory[(at.Lane * at.LaneLength) + column], keep: at.Pass > 0);
        }
        addresses.Clear();
    }

    // RFC 9106 3.4.1.2: two compressions of a counter block.
    private static void Addresses(in Position at, int blocks, int counter, Span<ulong> addresses)
    {
        Span<ulong> zero = stackalloc ulong[Argon2Block.Length];
        Span<ulong> input = stackalloc ulong[Argon2Block.Length];
        (input[0], input[1], input[2], input[3]) = ((ulong)at.Pass, (ulong)at.Lane, (ulong)at.Slice, (ulong)blocks);
        (input[4], input[5], input[6]) = ((ulong)at.Passes, Type, (ulong)counter);
        Argon2Block.Mix(zero, input, addresses, keep: false);
        Argon2Block.Mix(zero, addresses, addresses, keep: false);
    }

    // RFC 9106 3.4.2: which block a pseudo-random number names.
    private static int Reference(in Position at, int segment, int index, ulong pseudo)
    {
        var first = at is { Pass: 0, Slice: 0 };
        var lane = first ? at.Lane : (int)((pseudo >> 32) % (uint)at.Lanes);
        var same = lane == at.Lane;
        var whole = at.Pass == 0 ? at.Slice * segment : at.LaneLength - segment;
        var area = same ? whole + index - 1 : whole - (index == 0 ? 1 : 0);
        var part = pseudo & 0xffff_ffff;
        var back = (long)(((ulong)area * ((part * part) >> 32)) >> 32);
        var start = at.Pass == 0 || at.Slice == Slices - 1 ? 0 : (at.Slice + 1) * segment;
        return (lane * at.LaneLength) + (int)((start + area - 1 - back) % at.LaneLength);
    }

    // RFC 9106 3.3: the hash of variable length H'.
    private static void Extend(ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<byte> part = stackalloc byte[64];
        var hash = new Blake2b(Math.Min(output.Length, 64));
        hash.Append(output.Length);
        hash.Append(input);
        hash.End(part);
        while (output.Length > 64)
        {
            part[..32].CopyTo(output);
            output = output[32..];
            hash = new Blake2b(Math.Min(output.Length, 64));
            hash.Append(part);
            hash.End(part);
        }
        part[..output.Length].CopyTo(output);
        CryptographicOperations.ZeroMemory(part);
    }

    private static void AppendCounted(Blake2b hash, ReadOnlySpan<byte> octets)
    {
        hash.Append(octets.Length);
        hash.Append(octets);
    }

    private static void Read(ReadOnlySpan<byte> octets, Span<ulong> block)
    {
        for (var i = 0; i < block.Length; i++) block[i] = BinaryPrimitives.ReadUInt64LittleEndian(octets[(8 * i)..]);
    }

    private readonly record struct Position(int Pass, int Slice, int Lane, int Passes, int Lanes, int LaneLength);
}
