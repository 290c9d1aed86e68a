using Postamt.Mail.Outcomes;

namespace Postamt.Smtp.Replies;

/// <summary>The end of a mail, or in LMTP of one of its recipients. Accepting takes the receipt, refusing the decision.</summary>
public sealed record FinalReply
{
    private FinalReply(DurableReceipt? receipt, PolicyDecision? refusal, TransientReply? later) =>
        (Receipt, Refusal, Later) = (receipt, refusal, later);

    public DurableReceipt? Receipt { get; }

    public PolicyDecision? Refusal { get; }

    public TransientReply? Later { get; }

    public static FinalReply Accept(DurableReceipt receipt) => new(receipt, null, null);

    public static FinalReply Refuse(PolicyDecision decision) => new(null, decision, null);

    public static FinalReply Defer(TransientReply reply) => new(null, null, reply);

    internal SmtpReply ToReply() =>
        Receipt is { } receipt ? ProtocolReplies.Accepted(receipt)
        : Refusal is { } refusal ? ProtocolReplies.Refused(refusal)
        : Later!.ToReply();
}
