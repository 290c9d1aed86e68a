using Microsoft.Extensions.Logging;

namespace Postamt.Screening;

/// <summary>Asks under a deadline: what breaks, stalls or meets a limit could not be told, and nothing else comes of it.</summary>
/// <param name="limit">Of each question.</param>
internal sealed class Patience(TimeSpan limit, TimeProvider time, ILogger logger)
{
    /// <param name="name">Of the check, for the log.</param>
    /// <param name="open">The answer where there is none, with the reason in words.</param>
    public async Task<T> AskAsync<T>(string name, Func<CancellationToken, ValueTask<T>> ask, Func<string, T> open, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return open($"no answer within {limit.TotalSeconds:0} s");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.CheckFailed(logger, name, fault);
            return open("the check met a fault");
        }
    }
}
