using Postamt.Store.Results;

namespace Postamt.Operations.Jobs;

/// <summary>Repeats a piece of bounded size until one comes back not full, so that whatever waits for the writer goes in between.</summary>
internal static class Pieces
{
    internal static async ValueTask<StoreResult<long>> RunAsync(int rows, Func<ValueTask<StoreResult<int>>> piece, CancellationToken stop)
    {
        long done = 0;
        while (!stop.IsCancellationRequested)
        {
            var result = await piece();
            if (!result.TryGet(out var count)) return StoreResult<long>.No(result.Error!.Value, result.Detail);
            done += count;
            if (count < rows) break;
        }
        return done;
    }
}
