using Postamt.Screening.Arc;
using Postamt.Screening.Dkim;
using Postamt.Screening.Dmarc;
using Postamt.Screening.Spf;

namespace Postamt.Screening.Senders;

/// <summary>Who a mail can be said to be from.</summary>
/// <param name="Spf">Of the reverse-path, or of the client's name where that is null.</param>
/// <param name="HasPath">There is a reverse-path.</param>
/// <param name="Helo">Of the client's name; null where that says nothing more.</param>
/// <param name="Dkim">One a signature, top first.</param>
/// <param name="Dmarc">One an author; empty where nobody can be asked about.</param>
public sealed record SenderFacts(ReverseOutcome Reverse, SpfAnswer Spf, bool HasPath, SpfAnswer? Helo, IReadOnlyList<DkimOutcome> Dkim, ArcOutcome Arc, IReadOnlyList<DmarcOutcome> Dmarc)
{
    /// <summary>Of several authors each has to be vouched for: the worst outcome counts. Null: there is no author that can be asked about.</summary>
    public DmarcOutcome? Author => Dmarc.MaxBy(Badness);

    private static int Badness(DmarcOutcome outcome) => outcome.Result switch
    {
        DmarcResult.Pass => 0,
        DmarcResult.None => 1,
        DmarcResult.PermError => 2,
        DmarcResult.TempError => 3,
        _ => 4 + (int)outcome.Policy,
    };
}
