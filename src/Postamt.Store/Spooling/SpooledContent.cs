using Postamt.Store.Blobs;

namespace Postamt.Store.Spooling;

/// <summary>A whole content with its hash, readable any number of times until disposed of.</summary>
public abstract class SpooledContent : IAsyncDisposable
{
    public abstract long Length { get; }

    public abstract ContentHash Hash { get; }

    /// <summary>The content when it lies in memory; empty when it lies in a file.</summary>
    public abstract bool TryGetMemory(out ReadOnlyMemory<byte> memory);

    /// <summary>A new stream from the first octet.</summary>
    public abstract Stream OpenRead();

    public abstract ValueTask DisposeAsync();
}
