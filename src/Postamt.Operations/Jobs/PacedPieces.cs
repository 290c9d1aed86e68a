using Postamt.Store.Results;

namespace Postamt.Operations.Jobs;

/// <summary>Repeats a piece until there is nothing more to do, and rests after each so long that no more than so many octets go through in a second.</summary>
internal static class PacedPieces
{
    /// <param name="piece">Octets that went through, how much was done, and whether that was all.</param>
    internal static async ValueTask<StoreResult<long>> RunAsync(long octetsPerSecond, Func<ValueTask<StoreResult<(long Octets, long Done, bool Ended)>>> piece, TimeProvider time, CancellationToken stop)
    {
        long done = 0;
        while (!stop.IsCancellationRequested)
        {
            var result = await piece();
            if (!result.TryGet(out var value)) return StoreResult<long>.No(result.Error!.Value, result.Detail);
            done += value.Done;
            if (value.Ended) break;
            await Task.Delay(TimeSpan.FromSeconds(value.Octets / (double)octetsPerSecond), time, stop);
        }
        return done;
    }
}
