using System.Net;

namespace Postamt.Screening.Spf;

/// <summary>The check_host function (RFC 7208 4), for one question.</summary>
internal sealed class SpfRun(SpfLookups lookups, SpfLimits limits, MacroValues values)
{
    /// <exception cref="SpfStopException">An error ends it.</exception>
    public async ValueTask<SpfOutcome> CheckHostAsync(string domain, CancellationToken cancellationToken)
    {
        if (!SpfLookups.IsQualified(domain)) return new SpfOutcome(SpfResult.None, domain, $"{domain} is not the name of a domain");
        if (await RecordAsync(domain, cancellationToken) is not { } record) return new SpfOutcome(SpfResult.None, domain, $"{domain} says nothing about who sends for it");
        foreach (var directive in record.Directives)
        {
            if (await MatchesAsync(directive, domain, cancellationToken)) return new SpfOutcome(directive.Result, domain, $"\"{directive.Text}\" of {domain}") { Explanation = record.Explanation };
        }
        if (record.Redirect is null) return new SpfOutcome(SpfResult.Neutral, domain, $"nothing {domain} says is about this client");
        lookups.Count();
        var next = await CheckHostAsync(await ExpandAsync(record.Redirect, domain, cancellationToken), cancellationToken);
        return next.Result == SpfResult.None ? throw SpfStopException.Syntax($"{domain} leaves it to {next.Domain}, which has no SPF record") : next;
    }

    /// <summary>The text of a domain for those it refuses; null where it has none that can be read (6.2).</summary>
    public async ValueTask<string?> ExplainAsync(SpfOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Explanation is null) return null;
        try
        {
            var texts = await lookups.TextsAsync(await ExpandAsync(outcome.Explanation, outcome.Domain, cancellationToken), cancellationToken);
            if (texts.Count != 1) return null;
            var said = await SayAsync(MacroText.Parse(texts[0], isExplanation: true), outcome.Domain, cancellationToken);
            return said.AsSpan().ContainsAnyExceptInRange(' ', '~') ? null : said[..Math.Min(said.Length, limits.ExplanationLength)];
        }
        catch (SpfStopException)
        {
            // As if there were none.
            return null;
        }
    }

    /// <returns>Null: there is none.</returns>
    private async ValueTask<SpfRecord?> RecordAsync(string domain, CancellationToken cancellationToken)
    {
        var records = (await lookups.TextsAsync(domain, cancellationToken)).Where(SpfRecord.IsOne).ToArray();
        if (records.Length == 0) return null;
        if (records.Length > 1) throw SpfStopException.Syntax($"{domain} has {records.Length} SPF records");
        if (records[0].Length > limits.RecordLength) throw SpfStopException.Syntax($"the SPF record of {domain} is too long");
        try
        {
            return SpfRecord.Parse(records[0]);
        }
        catch (SpfStopException fault)
        {
            throw SpfStopException.Syntax($"in the SPF record of {domain}: {fault.Message}");
        }
    }

    private async ValueTask<bool> MatchesAsync(SpfDirective directive, string domain, CancellationToken cancellationToken)
    {
        if (directive.Mechanism == SpfMechanism.All) return true;
        if (!directive.AsksDns) return directive.Network.Contains(values.Client);
        lookups.Count();
        var target = directive.Target is null ? domain : await ExpandAsync(directive.Target, domain, cancellationToken);
        return directive.Mechanism switch
        {
            SpfMechanism.Include => await IncludesAsync(target, domain, cancellationToken),
            SpfMechanism.A => (await lookups.AddressesAsync(target, cancellationToken)).Any(address => IsSame(address, directive)),
            SpfMechanism.Mx => await lookups.MxAsync(target, cancellationToken).AnyAsync(address => IsSame(address, directive), cancellationToken),
            SpfMechanism.Ptr => (await lookups.ValidatedNamesAsync(cancellationToken)).Any(name => SpfLookups.IsWithin(name, target)),
            _ => await lookups.ExistsAsync(target, cancellationToken),
        };
    }

    private async ValueTask<bool> IncludesAsync(string target, string domain, CancellationToken cancellationToken)
    {
        var included = await CheckHostAsync(target, cancellationToken);
        return included.Result == SpfResult.None ? throw SpfStopException.Syntax($"{domain} includes {target}, which has no SPF record") : included.Result == SpfResult.Pass;
    }

    private async ValueTask<string> ExpandAsync(MacroText text, string domain, CancellationToken cancellationToken) =>
        MacroValues.AsName(await SayAsync(text, domain, cancellationToken));

    private async ValueTask<string> SayAsync(MacroText text, string domain, CancellationToken cancellationToken) =>
        values.Expand(text, domain, text.Asks('p') ? await lookups.ValidatedNameAsync(domain, cancellationToken) : "");

    private bool IsSame(IPAddress address, SpfDirective directive)
    {
        var prefix = values.IsIPv6 ? directive.Prefix6 : directive.Prefix4;
        return address.AddressFamily == values.Client.AddressFamily && SpfTerms.Masked(address, prefix).Equals(SpfTerms.Masked(values.Client, prefix));
    }
}

/// <summary>What a domain's record comes to.</summary>
/// <param name="Why">The term that decided, or what was missing.</param>
internal sealed record SpfOutcome(SpfResult Result, string Domain, string Why)
{
    /// <summary>Where that domain says why it refuses.</summary>
    public MacroText? Explanation { get; init; }
}
