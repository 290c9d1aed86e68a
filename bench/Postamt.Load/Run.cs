namespace Postamt.Load;

/// <summary>What goes around each bench: progress on standard error, faults as one sentence.</summary>
internal static class Run
{
    /// <summary>Exit code 0 when all was measured, 1 with a sentence when it could not be.</summary>
    internal static async Task<int> GuardedAsync(Func<CancellationToken, Task> bench, CancellationToken cancellationToken)
    {
        try
        {
            await bench(cancellationToken);
            return 0;
        }
        catch (LoadException fault)
        {
            await Console.Error.WriteLineAsync("bench: " + fault.Message);
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("bench: stopped");
            return 1;
        }
    }

    internal static void Say(string line) => Console.Error.WriteLine(line);
}
