// The compression function G of Argon2, RFC 9106 3.5, and its permutation P, RFC 9106 3.6. A block is 128 numbers of 64 bits.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Postamt.Directory.Login;

/// <summary>Mixes two blocks into a third.</summary>
internal static class Argon2Block
{
    public const int Length = 128;

    /// <param name="target">May be one of the others.</param>
    /// <param name="keep">RFC 9106 3.2 step 6: later passes keep what the block had, by exclusive or.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mix(ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> other, Span<ulong> target, bool keep)
    {
        Span<ulong> r = stackalloc ulong[Length];
        Span<ulong> z = stackalloc ulong[Length];
        var x = MemoryMarshal.Cast<ulong, Vector256<ulong>>(one[..Length]);
        var y = MemoryMarshal.Cast<ulong, Vector256<ulong>>(other[..Length]);
        var t = MemoryMarshal.Cast<ulong, Vector256<ulong>>(target[..Length]);
        var rs = MemoryMarshal.Cast<ulong, Vector256<ulong>>(r);
        var zs = MemoryMarshal.Cast<ulong, Vector256<ulong>>(z);
        for (var i = 0; i < rs.Length; i++)
        {
            var mixed = x[i] ^ y[i];
            zs[i] = mixed;
            rs[i] = keep ? mixed ^ t[i] : mixed;
        }
        for (var row = 0; row < 8; row++) Row(zs.Slice(4 * row, 4));
        var pairs = MemoryMarshal.Cast<ulong, Vector128<ulong>>(z);
        for (var column = 0; column < 8; column++) Column(pairs, column);
        for (var i = 0; i < rs.Length; i++) t[i] = zs[i] ^ rs[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(Span<Vector256<ulong>> row)
    {
        var (a, b, c, d) = (row[0], row[1], row[2], row[3]);
        Permute(ref a, ref b, ref c, ref d);
        (row[0], row[1], row[2], row[3]) = (a, b, c, d);
    }

    // RFC 9106 3.5: a column is one pair of numbers of each of the eight rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column(Span<Vector128<ulong>> pairs, int column)
    {
        var a = Vector256.Create(pairs[column], pairs[column + 8]);
        var b = Vector256.Create(pairs[column + 16], pairs[column + 24]);
        var c = Vector256.Create(pairs[column + 32], pairs[column + 40]);
        var d = Vector256.Create(pairs[column + 48], pairs[column + 56]);
        Permute(ref a, ref b, ref c, ref d);
        (pairs[column], pairs[column + 8]) = (a.GetLower(), a.GetUpper());
        (pairs[column + 16], pairs[column + 24]) = (b.GetLower(), b.GetUpper());
        (pairs[column + 32], pairs[column + 40]) = (c.GetLower(), c.GetUpper());
        (pairs[column + 48], pairs[column + 56]) = (d.GetLower(), d.GetUpper());
    }

    /// <summary>P on sixteen numbers, four columns and then four diagonals at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Permute(ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d)
    {
        Quarter(ref a, ref b, ref c, ref d);
        b = Vector256.Shuffle(b, Vector256.Create(1UL, 2, 3, 0));
        c = Vector256.Shuffle(c, Vector256.Create(2UL, 3, 0, 1));
        d = Vector256.Shuffle(d, Vector256.Create(3UL, 0, 1, 2));
        Quarter(ref a, ref b, ref c, ref d);
        b = Vector256.Shuffle(b, Vector256.Create(3UL, 0, 1, 2));
        c = Vector256.Shuffle(c, Vector256.Create(2UL, 3, 0, 1));
        d = Vector256.Shuffle(d, Vector256.Create(1UL, 2, 3, 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d)
    {
        a = Add(a, b);
        d = Rotate(d ^ a, 32);
        c = Add(c, d);
        b = Rotate(b ^ c, 24);
        a = Add(a, b);
        d = Rotate(d ^ a, 16);
        c = Add(c, d);
        b = Rotate(b ^ c, 63);
    }

    // RFC 9106 3.6: a + b + 2 * trunc(a) * trunc(b).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Add(Vector256<ulong> a, Vector256<ulong> b)
    {
        var product = Avx2.IsSupported
            ? Avx2.Multiply(a.AsUInt32(), b.AsUInt32())
            : (a & Vector256.Create(0xffff_ffffUL)) * (b & Vector256.Create(0xffff_ffffUL));
        return a + b + product + product;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Rotate(Vector256<ulong> value, int by) => (value >>> by) | (value << (64 - by));
}
