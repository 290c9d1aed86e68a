using Postamt.Mail.Envelopes;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server;

/// <summary>The deciding side of one mail. Disposed of when the mail ends in any way; RSET makes a new one.</summary>
public interface ISmtpTransactionHandler : IAsyncDisposable
{
    ValueTask<StepReply> RcptAsync(EnvelopeRecipient recipient, CancellationToken cancellationToken);

    /// <summary>After DATA and before its 354, or at the first BDAT.</summary>
    ValueTask<StepReply> BeginContentAsync(CancellationToken cancellationToken);

    /// <summary>Octets of the content without dot-stuffing. Not Ok: the rest is read and dropped, and this is the answer.</summary>
    ValueTask<StepReply> WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken);

    /// <summary>The content is whole. <paramref name="cancellationToken"/> fires when the peer is gone; it must not reach a commit.</summary>
    ValueTask<FinalReplies> CompleteAsync(CancellationToken cancellationToken);
}
