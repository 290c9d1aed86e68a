using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Postamt.Screening.Verdicts;

namespace Postamt.Screening;

/// <summary>Runs the checks side by side, each under its deadline, and combines what they found: the first refusal counts, what could not be told stands in the explanation.</summary>
public sealed class Screen(ImmutableArray<ICheck> checks, ScreeningLimits limits, TimeProvider time, ILogger<Screen> logger) : IScreening
{
    public async ValueTask<Verdict> ScreenAsync(ScreeningInput input, CancellationToken cancellationToken)
    {
        var running = checks.Select(check => RunAsync(check, input, cancellationToken)).ToArray();
        var findings = await Task.WhenAll(running);
        foreach (var finding in findings)
        {
            if (finding is Finding.Refuse refuse) return new Verdict.Reject(refuse.Decision, refuse.Decision.Text);
        }
        return new Verdict.Accept(Explain(findings));
    }

    private string Explain(Finding[] findings)
    {
        var words = findings.Select((finding, i) => finding switch
        {
            Finding.Pass pass => $"{checks[i].Name}: {pass.Why}",
            Finding.CouldNotTell open => $"{checks[i].Name}: could not tell, {open.Why}",
            _ => checks[i].Name,
        });
        return "accepted; " + string.Join("; ", words);
    }

    private async Task<Finding> RunAsync(ICheck check, ScreeningInput input, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limits.CheckDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await check.RunAsync(input, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Finding.CouldNotTell($"no answer within {limits.CheckDeadline.TotalSeconds:0} s");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.CheckFailed(logger, check.Name, fault);
            return new Finding.CouldNotTell("the check met a fault");
        }
    }
}
