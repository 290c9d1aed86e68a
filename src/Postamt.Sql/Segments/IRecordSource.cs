using Microsoft.Win32.SafeHandles;

namespace Postamt.Sql.Segments;

/// <summary>The octets of one record, wherever they are kept.</summary>
internal interface IRecordSource
{
    /// <summary>For messages about damage.</summary>
    string Name { get; }

    /// <exception cref="IOException">They cannot be read, or end before.</exception>
    ValueTask ReadExactlyAsync(long offset, Memory<byte> target);
}

/// <summary>A record in memory.</summary>
/// <param name="name">Where it came from.</param>
internal sealed class MemoryRecord(string name, ReadOnlyMemory<byte> record) : IRecordSource
{
    public string Name => name;

    public ValueTask ReadExactlyAsync(long offset, Memory<byte> target)
    {
        if (offset + target.Length > record.Length) throw new EndOfStreamException($"{name} ends before its length");
        record.Slice((int)offset, target.Length).CopyTo(target);
        return default;
    }
}

/// <summary>A record in a segment.</summary>
internal sealed class SegmentRecord(SafeFileHandle file, BlobLocation location) : IRecordSource
{
    public string Name => $"segment {location.Segment}, record at {location.Offset}";

    public ValueTask ReadExactlyAsync(long offset, Memory<byte> target)
    {
        var at = location.Offset + offset;
        var rest = target.Span;
        while (!rest.IsEmpty)
        {
            var read = RandomAccess.Read(file, rest, at);
            if (read == 0) throw new EndOfStreamException("a segment ends inside a record");
            rest = rest[read..];
            at += read;
        }
        return default;
    }
}
