namespace Postamt.Operations.Drills;

/// <summary>
/// One drill: canary mail flows, then something breaks, then it is whole again and mail flows on. It is broken off, and made whole at once, when senders wait longer
/// than they may.
/// </summary>
public sealed class DrillRun(IDrill drill, DrillTraffic traffic, Func<CancellationToken, Task<bool>> isWhole, TimeProvider time)
{
    /// <summary>Mail flows for so long before anything breaks.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromSeconds(10);

    /// <summary>And after it is whole again.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(10);

    /// <summary>No sender may be put off for longer.</summary>
    public static readonly TimeSpan MostPause = TimeSpan.FromSeconds(60);

    /// <summary>What is not back after it is lost.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan MostRepair = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    public async Task<DrillReport> RunAsync(CancellationToken cancellationToken)
    {
        var begunAt = time.GetUtcNow();
        using var enough = new CancellationTokenSource();
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var mail = traffic.RunAsync(LongestWait, enough.Token);
        string? abortedFor = null;
        string? trouble = null;
        var isWholeAgain = false;
        try
        {
            await Task.Delay(Before, time, abort.Token);
            if (traffic.Figures is { Accepted: 0 }) abortedFor = "no canary mail was accepted before anything was broken";
            else
            {
                var striking = drill.StrikeAsync(abort.Token);
                while (!striking.IsCompleted)
                {
                    await Task.WhenAny(striking, Task.Delay(Glance, time, CancellationToken.None));
                    if (striking.IsCompleted || traffic.Figures.LongestPause <= MostPause) continue;
                    abortedFor = $"nothing was accepted for {MostPause.TotalSeconds:0} s";
                    await abort.CancelAsync();
                    break;
                }
                await striking;
            }
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            abortedFor ??= "it was broken off by hand";
        }
        catch (DrillFailedException failed)
        {
            trouble = failed.Message;
        }
        finally
        {
            await drill.HealAsync();
            isWholeAgain = await WholeAsync();
            await Task.Delay(After, time, CancellationToken.None);
            await enough.CancelAsync();
        }
        return new DrillReport(drill.Name, drill.Description, begunAt, time.GetUtcNow(), abortedFor, trouble, isWholeAgain, await mail);
    }

    private async Task<bool> WholeAsync()
    {
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < MostRepair;)
        {
            if (await isWhole(CancellationToken.None)) return true;
            await Task.Delay(Glance, time, CancellationToken.None);
        }
        return false;
    }
}
