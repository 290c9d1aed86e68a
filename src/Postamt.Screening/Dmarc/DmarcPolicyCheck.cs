using Postamt.Mail.Outcomes;
using Postamt.Screening.Arc;
using Postamt.Screening.Dkim;
using Postamt.Screening.Senders;
using Postamt.Screening.Spf;
using Postamt.Screening.Verdicts;

namespace Postamt.Screening.Dmarc;

/// <summary>
/// Does what the domain of From asks for with mail in its name that it did not send (RFC 9989 7.4). A mailing list breaks signatures on its way: its mail
/// is not refused for that alone where the list stands for it with its own name, but filed as junk; where a custodian whose seals are trusted here found the
/// author genuine, nothing is done.
/// </summary>
public sealed class DmarcPolicyCheck(TrustedSealers trusted) : ICheck
{
    public string Name => "dmarc";

    public async ValueTask<Finding> RunAsync(ScreeningInput input, CancellationToken cancellationToken)
    {
        if (input.Sender is not { } facts) return new Finding.Pass("not asked of mail from inside");
        if (facts.Author is not { } author) return new Finding.Pass("no author can be told from From");
        if (author.Result == DmarcResult.TempError) return new Finding.CouldNotTell(author.Why);
        if (author.Result != DmarcResult.Fail || author.Policy == DmarcPolicy.None) return new Finding.Pass($"{author.Result.ToString().ToLowerInvariant()}, {author.Why}");
        if (facts.Arc.Result == ArcResult.Pass && await trusted.IncludeAllAsync(facts.Arc.Sealers, cancellationToken))
            return new Finding.Pass($"{author.Why}, but {facts.Arc.Why}, whose word counts here");
        if (author.Policy == DmarcPolicy.Quarantine) return new Finding.Junk($"{author.Why}; {author.Source} asks to treat such mail with suspicion");
        if (ListName(facts, input) is { } list) return new Finding.Junk($"{author.Why}; {author.Source} asks to refuse such mail, but it came by a mailing list of {list}");
        return new Finding.Refuse(new PolicyDecision(PolicyReason.SenderRefused, 550, new EnhancedStatus(5, 7, 1), $"{author.Source} asks to refuse mail in the name of {author.Domain} that it did not send (DMARC)"));
    }

    /// <summary>Who stands for a list's mail with a name of its own; null: it is of no list, or of nobody's.</summary>
    private static string? ListName(SenderFacts facts, ScreeningInput input)
    {
        if (!input.IsListMail) return null;
        if (facts.Dkim.FirstOrDefault(signature => signature.Result == DkimResult.Pass) is { } signature) return signature.Domain;
        return facts.Spf.Result == SpfResult.Pass && facts.HasPath ? facts.Spf.Domain : null;
    }
}
