using System.Diagnostics;

namespace Postamt.Interop.Programs;

/// <summary>Asks a foreign server again until it has the answer: what another process does has no event here.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<T> HasAsync<T>(string what, Func<Task<T?>> ask)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Limit)
        {
            if (await ask() is { } answer)
                return answer;
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"after {Limit.TotalSeconds:0} s there is still no {what}");
    }
}
