namespace Postamt.Store.Spooling;

/// <summary>Takes a content as it arrives and hashes it on the way. Either completed or disposed of.</summary>
public abstract class SpoolWriter : IAsyncDisposable
{
    /// <summary>Octets written so far.</summary>
    public abstract long Length { get; }

    /// <summary>An IOException when the disk fails or is full; the caller answers 452.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>Ends the content; the writer is then empty and need not be disposed of.</summary>
    public abstract ValueTask<SpooledContent> CompleteAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
