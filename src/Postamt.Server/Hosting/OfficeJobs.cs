using Microsoft.Extensions.Logging;

namespace Postamt.Server.Hosting;

/// <summary>What has to be done from time to time: each minute the ledger is sealed.</summary>
internal sealed class OfficeJobs(OfficeData data, ILogger<OfficeJobs> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    internal async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every, data.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) await SealAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Log.JobsStopped(logger);
        }
    }

    private async ValueTask SealAsync(CancellationToken stop)
    {
        var seal = await data.Ledger.SealAsync(data.Epoch, stop);
        if (seal.Error is { } error) Log.SealFailed(logger, error.ToString(), seal.Detail ?? "");
    }
}
