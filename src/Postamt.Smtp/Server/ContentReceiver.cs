using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server;

/// <summary>
/// Hands a mail's octets to the handler, counts them, and remembers the first reason not to go on; from then on octets are
/// counted and dropped.
/// </summary>
internal sealed class ContentReceiver(ISmtpTransactionHandler handler, SmtpLimits limits, Action<Exception> fault)
{
    /// <summary>Octets so far, the dropped ones too.</summary>
    internal long Octets { get; private set; }

    /// <summary>Why the mail fails; nothing while all is well.</summary>
    internal SmtpReply Refusal { get; private set; }

    // THREATS 16: a sender that goes on after the limit is not listened to for ever.
    internal bool Overrun => Octets > limits.MessageSize + limits.SizeGrace;

    internal void Fail(SmtpReply reply)
    {
        if (Refusal.IsNothing)
            Refusal = reply;
    }

    internal async ValueTask TakeAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        Octets += octets.Length;
        if (Octets > limits.MessageSize)
            Fail(ProtocolReplies.TooLarge);
        if (!Refusal.IsNothing || octets.IsEmpty)
            return;
        try
        {
            StepReply reply = await handler.WriteAsync(octets, cancellationToken);
            if (!reply.IsOk)
                Fail(reply.ToReply(default));
        }
        catch (Exception broken) when (broken is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            fault(broken);
            Fail(ProtocolReplies.Fault);
        }
    }
}
