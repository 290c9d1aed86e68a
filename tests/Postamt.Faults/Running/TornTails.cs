using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Postamt.Faults.Running;

/// <summary>
/// Leaves a data folder as a disk does that wrote a part of what it was given and was never told to force it out: half records behind the
/// contents, half frames behind the database's log, and torn pages of the database where the log still has them whole.
/// </summary>
internal static class TornTails
{
    /// <summary>The file format's own numbers (sqlite.org/fileformat2.html, section 4).</summary>
    private const int LogHeader = 32;
    private const int FrameHeader = 24;

    /// <returns>How many pages of the database are torn.</returns>
    public static int Tear(DataFolder data)
    {
        var newest = new DirectoryInfo(Path.Combine(data.Path, "segments")).EnumerateFiles("*.seg").OrderBy(file => file.Name, StringComparer.Ordinal).Last();
        Append(newest.FullName, Piece(newest.FullName));
        var log = Path.Combine(data.Path, "postamt.db-wal");
        if (!File.Exists(log) || new FileInfo(log).Length <= LogHeader) return 0;
        var (pageSize, pages) = Committed(log);
        Append(log, Piece(log));
        using var database = File.OpenHandle(Path.Combine(data.Path, "postamt.db"), FileMode.Open, FileAccess.ReadWrite);
        var torn = 0;
        foreach (var page in pages)
        {
            var at = (page - 1) * pageSize;
            if (at + pageSize > RandomAccess.GetLength(database)) continue;
            // The first half is there, the second is not.
            RandomAccess.Write(database, RandomNumberGenerator.GetBytes((int)pageSize / 2), at + pageSize / 2);
            torn++;
        }

        return torn;
    }

    /// <summary>
    /// The pages whose newest state the log has: those of its frames up to the last commit. A frame counts when its checksum fits: its header is written before its page, so a
    /// process that was killed in between leaves the header of a commit that was none.
    /// </summary>
    private static (long PageSize, HashSet<long> Pages) Committed(string log)
    {
        var octets = File.ReadAllBytes(log).AsSpan();
        var pageSize = BinaryPrimitives.ReadInt32BigEndian(octets[8..]);
        var isBigEndian = (octets[3] & 1) == 1;
        var salt = octets.Slice(16, 8);
        var sum = Sum(default, octets[..24], isBigEndian);
        var (pages, since) = (new HashSet<long>(), new List<long>());
        for (var at = LogHeader; at + FrameHeader + pageSize <= octets.Length; at += FrameHeader + pageSize)
        {
            var frame = octets.Slice(at, FrameHeader + pageSize);
            sum = Sum(Sum(sum, frame[..8], isBigEndian), frame[FrameHeader..], isBigEndian);
            if (!frame.Slice(8, 8).SequenceEqual(salt) || sum != (BinaryPrimitives.ReadUInt32BigEndian(frame[16..]), BinaryPrimitives.ReadUInt32BigEndian(frame[20..]))) break;
            since.Add(BinaryPrimitives.ReadUInt32BigEndian(frame));
            // Zero in all frames but the last of a transaction.
            if (BinaryPrimitives.ReadUInt32BigEndian(frame[4..]) == 0) continue;
            pages.UnionWith(since);
            since.Clear();
        }

        return (pageSize, pages);
    }

    /// <summary>The checksum of the file format, section 4.2, carried on.</summary>
    private static (uint First, uint Second) Sum((uint First, uint Second) sum, ReadOnlySpan<byte> octets, bool isBigEndian)
    {
        for (var at = 0; at < octets.Length; at += 8)
        {
            sum.First += Word(octets[at..], isBigEndian) + sum.Second;
            sum.Second += Word(octets[(at + 4)..], isBigEndian) + sum.First;
        }

        return sum;
    }

    private static uint Word(ReadOnlySpan<byte> octets, bool isBigEndian) => isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);

    /// <summary>What looks like the beginning of more: a copy of what stands before, random octets, or nothing written yet.</summary>
    private static byte[] Piece(string file)
    {
        var length = 1 + RandomNumberGenerator.GetInt32(8000);
        switch (RandomNumberGenerator.GetInt32(3))
        {
            case 0: return new byte[length];
            case 1: return RandomNumberGenerator.GetBytes(length);
            default:
                using (var source = File.OpenHandle(file))
                {
                    var piece = new byte[Math.Min(length, RandomAccess.GetLength(source))];
                    RandomAccess.Read(source, piece, RandomAccess.GetLength(source) - piece.Length);
                    return piece[..Math.Max(1, piece.Length / 2)];
                }
        }
    }

    private static void Append(string path, byte[] octets)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.Write(file, octets, RandomAccess.GetLength(file));
    }
}
