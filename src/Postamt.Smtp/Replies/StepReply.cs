using Postamt.Mail.Outcomes;

namespace Postamt.Smtp.Replies;

/// <summary>What policy says to one step before the content is whole: go on, never, or not now.</summary>
public sealed record StepReply
{
    private StepReply(PolicyDecision? refusal, TransientReply? later) => (Refusal, Later) = (refusal, later);

    public static StepReply Ok { get; } = new(null, null);

    public PolicyDecision? Refusal { get; }

    public TransientReply? Later { get; }

    public bool IsOk => Refusal is null && Later is null;

    public static StepReply Refuse(PolicyDecision decision) => new(decision, null);

    public static StepReply Defer(TransientReply reply) => new(null, reply);

    /// <param name="positive">What the engine says when policy has nothing against it.</param>
    internal SmtpReply ToReply(SmtpReply positive) =>
        Refusal is { } refusal ? ProtocolReplies.Refused(refusal) : Later?.ToReply() ?? positive;
}
