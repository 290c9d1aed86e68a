using System.Security.Cryptography;
using Postamt.Store.Blobs;
using Postamt.Store.Spooling;

namespace Postamt.Ram.Store;

public sealed class RamSpool : ISpool
{
    /// <summary>Tests set it to false to play a full disk.</summary>
    public bool HasRoom
    {
        get => Room >= 0;
        set => Room = value ? long.MaxValue : -1;
    }

    /// <summary>Octets the disk has above its reserve.</summary>
    public long Room { get; set; } = long.MaxValue;

    public bool HasRoomFor(long octets) => Room >= octets;

    public SpoolWriter Begin() => new Writer();

    public static SpooledContent Content(ReadOnlySpan<byte> content) => new Spooled(content.ToArray());

    private sealed class Writer : SpoolWriter
    {
        private readonly MemoryStream _content = new();

        public override long Length => _content.Length;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => _content.WriteAsync(data, cancellationToken);

        public override ValueTask<SpooledContent> CompleteAsync(CancellationToken cancellationToken) => new(new Spooled(_content.ToArray()));

        public override ValueTask DisposeAsync() => _content.DisposeAsync();
    }

    private sealed class Spooled(byte[] content) : SpooledContent
    {
        public override long Length => content.Length;

        public override ContentHash Hash { get; } = ContentHash.FromBytes(SHA256.HashData(content));

        public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
        {
            memory = content;
            return true;
        }

        public override Stream OpenRead() => new MemoryStream(content, writable: false);

        public override ValueTask DisposeAsync() => default;
    }
}
