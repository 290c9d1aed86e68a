using Postamt.Queue.Upkeep;
using Postamt.Store.Results;
using Postamt.Store.Upkeep;

namespace Postamt.Operations.Tests;

/// <summary>Has so many rows to forget, and notes what it was asked.</summary>
internal sealed class FakeUpkeep(int rows) : IStoreUpkeep, IQueueUpkeep
{
    public int Left { get; private set; } = rows;

    public StoreError? Error { get; set; }

    public List<(string What, DateTimeOffset Before, int Limit)> Asked { get; } = [];

    /// <summary>Called with each piece.</summary>
    public Action? OnPiece { get; set; }

    public ValueTask<StoreResult<int>> PurgeExpungedAsync(DateTimeOffset before, int limit) => Piece("expunged", before, limit);

    public ValueTask<StoreResult<int>> SweepBlobsAsync(DateTimeOffset before, int limit) => Piece("blobs", before, limit);

    public ValueTask<StoreResult<int>> PurgeFilingsAsync(DateTimeOffset before, int limit) => Piece("filings", before, limit);

    public ValueTask<StoreResult<int>> TrimTombstonesAsync(int kept, int limit) => Piece($"tombstones {kept}", default, limit);

    public ValueTask<StoreResult<int>> PurgeAttemptsAsync(DateTimeOffset before, int limit) => Piece("attempts", before, limit);

    public ValueTask<StoreResult<int>> PurgeOwnersAsync(DateTimeOffset startedAgainBefore, int limit) => Piece("owners", startedAgainBefore, limit);

    private ValueTask<StoreResult<int>> Piece(string what, DateTimeOffset before, int limit)
    {
        Asked.Add((what, before, limit));
        OnPiece?.Invoke();
        if (Error is { } error) return new(error);
        var gone = Math.Min(Left, limit);
        Left -= gone;
        return new(gone);
    }
}
