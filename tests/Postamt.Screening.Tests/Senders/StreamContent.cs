using System.Security.Cryptography;
using Postamt.Store.Blobs;
using Postamt.Store.Spooling;

namespace Postamt.Screening.Tests.Senders;

/// <summary>A content, in memory or as if it lay in a file, read a few octets at a time.</summary>
internal sealed class StreamContent(byte[] content, bool isInMemory) : SpooledContent
{
    public override long Length => content.Length;

    public override ContentHash Hash { get; } = ContentHash.FromBytes(SHA256.HashData(content));

    public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
    {
        memory = isInMemory ? content : default(ReadOnlyMemory<byte>);
        return isInMemory;
    }

    public override Stream OpenRead() => isInMemory ? new MemoryStream(content, writable: false) : new SlowStream(content);

    public override ValueTask DisposeAsync() => default;

    private sealed class SlowStream(byte[] content) : MemoryStream(content, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(7, buffer.Length)], cancellationToken);
    }
}
