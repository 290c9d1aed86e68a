using Postamt.Cluster.Identity;
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

    /// <param name="Mailbox">Whose mailbox it is for; null for groups and for other servers.</param>
    internal sealed record Take(AcceptRecipient Recipient, AccountId? Mailbox = null) : RecipientDecision;

    internal sealed record Refuse(PolicyDecision Decision) : RecipientDecision;

    internal sealed record Later(TransientReply Reply) : RecipientDecision;
}
