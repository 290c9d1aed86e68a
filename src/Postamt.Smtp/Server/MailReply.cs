using Postamt.Mail.Outcomes;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server;

/// <summary>What policy says to MAIL.</summary>
public sealed record MailReply
{
    private MailReply(ISmtpTransactionHandler? transaction, StepReply reply) => (Transaction, Reply) = (transaction, reply);

    /// <summary>Set exactly when the sender is accepted.</summary>
    public ISmtpTransactionHandler? Transaction { get; }

    public StepReply Reply { get; }

    public static MailReply Accept(ISmtpTransactionHandler transaction) => new(transaction, StepReply.Ok);

    public static MailReply Refuse(PolicyDecision decision) => new(null, StepReply.Refuse(decision));

    public static MailReply Defer(TransientReply reply) => new(null, StepReply.Defer(reply));
}
