using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Postamt.Mail.Outcomes;
using Postamt.Screening.Senders;
using Postamt.Screening.Verdicts;

namespace Postamt.Screening;

/// <summary>
/// Asks who sent a mail, then runs the checks side by side, each under its deadline, and combines what they found: the first refusal counts, then the first that wants it to wait, then the
/// first that calls it junk, then whether the points of all reach what makes a mail junk; what could not be told stands in the explanation.
/// </summary>
/// <param name="senders">Null: nobody is asked about senders.</param>
/// <param name="junkScore">Null: the default holds.</param>
public sealed class Screen(SenderAuthentication? senders, ImmutableArray<ICheck> checks, JunkScore? junkScore, ScreeningLimits limits, TimeProvider time, ILogger<Screen> logger) : IScreening
{
    public async ValueTask<Verdict> ScreenAsync(ScreeningInput input, CancellationToken cancellationToken)
    {
        if (senders is not null) input = input with { Sender = await senders.AskAsync(input, cancellationToken) };
        var findings = await Task.WhenAll(checks.Select(check =>
            new Patience(check.Deadline ?? limits.CheckDeadline, time, logger).AskAsync(check.Name, stop => check.RunAsync(input, stop), check.Open, cancellationToken)));
        return Combine(findings, await NeededAsync(input, cancellationToken)) with { Sender = input.Sender };
    }

    /// <summary>A setting that cannot be read now is no reason to hold a mail up.</summary>
    private async ValueTask<double> NeededAsync(ScreeningInput input, CancellationToken cancellationToken) => junkScore is null
        ? JunkScore.Default
        : await new Patience(limits.CheckDeadline, time, logger).AskAsync("junk-score", stop => junkScore.ReadAsync(input.Company, stop), _ => JunkScore.Default, cancellationToken);

    private Verdict Combine(Finding[] findings, double needed)
    {
        if (findings.OfType<Finding.Refuse>().FirstOrDefault() is { } refuse) return new Verdict.Reject(refuse.Decision, refuse.Decision.Text);
        if (findings.OfType<Finding.Wait>().FirstOrDefault() is { } wait)
        {
            Log.MailWaits(logger, wait.Why);
            return new Verdict.Defer(new EnhancedStatus(4, 7, 1), wait.Why);
        }
        var points = findings.OfType<Finding.Weighs>().Sum(static finding => finding.Points);
        var score = string.Create(CultureInfo.InvariantCulture, $"score {points:0.0} of {needed:0.#}; ");
        return points >= needed || Array.Exists(findings, static finding => finding is Finding.Junk)
            ? new Verdict.AcceptAsJunk("junk; " + score + Explain(findings))
            : new Verdict.Accept("accepted; " + score + Explain(findings));
    }

    private string Explain(Finding[] findings) => string.Join("; ", findings.Select((finding, i) => finding switch
    {
        Finding.Pass pass => $"{checks[i].Name}: {pass.Why}",
        Finding.Weighs weighs => $"{checks[i].Name}: {weighs.Why}",
        Finding.Junk junk => $"{checks[i].Name}: {junk.Why}",
        Finding.CouldNotTell open => $"{checks[i].Name}: could not tell, {open.Why}",
        _ => checks[i].Name,
    }));
}
