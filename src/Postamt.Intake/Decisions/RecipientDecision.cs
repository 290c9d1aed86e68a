using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Smtp.Replies;

namespace Postamt.Intake.Decisions;

/// <summary>What RCPT is answered.</summary>
internal abstract record RecipientDecision
{
    private RecipientDecision()
    {
    }

    internal sealed record Take(AcceptRecipient Recipient) : RecipientDecision;

    internal sealed record Refuse(PolicyDecision Decision) : RecipientDecision;

    internal sealed record Later(TransientReply Reply) : RecipientDecision;
}
