using Postamt.Store.Spooling;

namespace Postamt.Intake.Tests;

/// <summary>A disk that fails at the first octet, or at the end.</summary>
internal sealed class BrokenSpool(bool atEnd) : ISpool
{
    public bool HasRoomFor(long octets) => true;

    /// <summary>Writers not yet given back.</summary>
    internal int Open { get; private set; }

    public SpoolWriter Begin()
    {
        Open++;
        return new Writer(this, atEnd);
    }

    private sealed class Writer(BrokenSpool owner, bool atEnd) : SpoolWriter
    {
        public override long Length => 0;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => atEnd ? default : throw new IOException("disk full");

        public override ValueTask<SpooledContent> CompleteAsync(CancellationToken cancellationToken) => throw new IOException("disk full");

        public override ValueTask DisposeAsync()
        {
            owner.Open--;
            return default;
        }
    }
}
