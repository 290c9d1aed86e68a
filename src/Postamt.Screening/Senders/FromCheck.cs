using Postamt.Mail.Mime;
using Postamt.Mail.Outcomes;
using Postamt.Screening.Verdicts;

namespace Postamt.Screening.Senders;

/// <summary>RFC 5322 3.6: a mail has one From. With two, a reader shows one and the check went by the other (THREATS 68), so a stranger's mail with several is refused.</summary>
public sealed class FromCheck : ICheck
{
    public string Name => "from";

    public ValueTask<Finding> RunAsync(ScreeningInput input, CancellationToken cancellationToken) => ValueTask.FromResult<Finding>(
        input.Origin == MailOrigin.Outside && input.Structure.Has(StructureFlags.DuplicateFrom)
            ? new Finding.Refuse(new PolicyDecision(PolicyReason.MalformedMessage, 550, new EnhancedStatus(5, 7, 1), "The mail has more than one From field (RFC 5322 3.6)"))
            : new Finding.Pass("one author field at most"));
}
