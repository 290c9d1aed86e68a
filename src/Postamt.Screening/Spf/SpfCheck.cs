using Postamt.Dns;
using Postamt.Mail.Addresses;

namespace Postamt.Screening.Spf;

/// <summary>Whether a client may send for a domain, as the domain says itself (RFC 7208). Never throws for what comes from outside.</summary>
/// <param name="receiver">This host's name, for explanations.</param>
public sealed class SpfCheck(IResolver resolver, SpfLimits limits, string receiver, TimeProvider time)
{
    private const string NoLocalPart = "postmaster";

    public async ValueTask<SpfAnswer> AskAsync(SpfQuestion question, CancellationToken cancellationToken)
    {
        var client = question.Client.IsIPv4MappedToIPv6 ? question.Client.MapToIPv4() : question.Client;
        var helo = Ascii(question.Helo);
        var at = question.Sender.LastIndexOf('@');
        // 2.4: without a reverse-path it is the client's own name that is asked about.
        var domain = Ascii(at < 0 ? question.Helo : question.Sender[(at + 1)..]).TrimEnd('.');
        var localPart = at <= 0 ? NoLocalPart : question.Sender[..at];
        var run = new SpfRun(new SpfLookups(resolver, limits, client), limits, new MacroValues(client, localPart, domain, helo, receiver, time.GetUtcNow()));
        using var deadline = new CancellationTokenSource(limits.Time, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var outcome = await run.CheckHostAsync(domain, either.Token);
            var explanation = outcome.Result == SpfResult.Fail ? await run.ExplainAsync(outcome, either.Token) : null;
            return new SpfAnswer(outcome.Result, domain, outcome.Why, explanation ?? "");
        }
        catch (SpfStopException stop)
        {
            return new SpfAnswer(stop.Result, domain, stop.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SpfAnswer(SpfResult.TempError, domain, $"DNS took longer than {limits.Time.TotalSeconds:0} s");
        }
    }

    /// <summary>4.3: names in other scripts are asked for by their A-labels.</summary>
    private static string Ascii(string name) => !System.Text.Ascii.IsValid(name) && DomainName.TryParse(name, out var domain) ? domain.Ascii : name;
}
