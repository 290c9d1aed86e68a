using System.Collections.Immutable;

namespace Postamt.Smtp.Replies;

/// <summary>What became of a mail: one answer for all recipients, or for LMTP one each, in the order of their RCPTs (RFC 2033 4.2).</summary>
public sealed record FinalReplies
{
    private FinalReplies(FinalReply? one, ImmutableArray<FinalReply> each) => (One, Each) = (one, each);

    internal FinalReply? One { get; }

    internal ImmutableArray<FinalReply> Each { get; }

    public static FinalReplies ForAll(FinalReply reply) => new(reply, []);

    /// <summary>LMTP only; exactly one a successful RCPT.</summary>
    public static FinalReplies PerRecipient(ImmutableArray<FinalReply> replies) => new(null, replies);
}
