using System.Collections.Immutable;
using Postamt.Screening.Dkim;
using Postamt.Screening.Dmarc;
using Postamt.Screening.Rules.Clues;
using Postamt.Screening.Rules.Hosts;
using Postamt.Screening.Spf;

namespace Postamt.Screening.Rules.Senders;

/// <summary>What is known of who sent it. What DNS did not tell is held against nobody, and what a domain asks to be done with forged mail is done by another check.</summary>
internal static class SenderRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("spf-fail", 1.5, static clues => clues.Sender is { HasPath: true, Spf: { Result: SpfResult.Fail } spf } && !IsVouchedFor(clues) ? $"{Said.Short(spf.Domain)} does not send from this client" : null),
        new("spf-softfail", 0.8, static clues => clues.Sender is { HasPath: true, Spf: { Result: SpfResult.SoftFail } spf } && !IsVouchedFor(clues) ? $"{Said.Short(spf.Domain)} probably does not send from this client" : null),
        new("dmarc-fail", 1.0, static clues => clues.Sender?.Author is { Result: DmarcResult.Fail, Policy: DmarcPolicy.None } author ? $"nobody vouches for {Said.Short(author.Domain)}, which asks that it be so and does not mind" : null),
        new("sender-unknown", 0.5, static clues => clues.Sender is { HasPath: true, Spf.Result: SpfResult.None or SpfResult.Neutral } sender && !sender.Dkim.Any(Passes) && sender.Author is { Result: DmarcResult.None } author ? $"nothing says who may send for {Said.Short(author.Domain)}" : null),
        new("free-mail-forged", 2.5, static clues => clues.Sender is { } && FreeMail.Is(clues.AuthorHost) && IsForged(clues) ? $"it says it is from {Said.Short(clues.AuthorHost)}, which neither signed nor sent it" : null),
        new("from-ours-forged", 2.5, static clues => clues.Sender is { } && clues.IsOurs(clues.AuthorHost) && IsForged(clues) ? $"it says it is from {Said.Short(clues.AuthorHost)}, which is here, and came from outside" : null),
        new("sender-sure", -0.5, static clues => clues.Sender is { Author: { Result: DmarcResult.Pass, Policy: DmarcPolicy.Reject or DmarcPolicy.Quarantine }, Reverse.Result: Screening.Senders.ReverseResult.Pass } ? $"{Said.Short(clues.AuthorHost)} vouches for it and asks to be believed nothing else" : null),
    ];

    /// <summary>Somebody signed for the author, whatever server it came over.</summary>
    private static bool IsVouchedFor(MailClues clues) => clues.Sender is { Author.Result: DmarcResult.Pass } || clues.Sender!.Dkim.Any(signature => Passes(signature) && RegistrableDomain.Same(signature.Domain, clues.AuthorHost));

    /// <summary>DNS told, and neither the client nor a signature is the author's.</summary>
    private static bool IsForged(MailClues clues) =>
        clues.Sender is { Author.Result: not (DmarcResult.Pass or DmarcResult.TempError), Spf.Result: not SpfResult.TempError } sender && !IsVouchedFor(clues) && !clues.IsListMail
        && !sender.Dkim.Any(static signature => signature.Result == DkimResult.TempError) && !(sender is { HasPath: true, Spf.Result: SpfResult.Pass } && RegistrableDomain.Same(sender.Spf.Domain, clues.AuthorHost));

    private static bool Passes(DkimOutcome signature) => signature.Result == DkimResult.Pass;
}
