using Postamt.Mail.Envelopes;
using Postamt.Net.Sasl;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server;

/// <summary>
/// The one seam between the protocol and those who decide. Whatever a member throws is answered 451 4.3.0 and logged.
/// </summary>
public interface ISmtpHandler
{
    /// <summary>Null: AUTH is not offered.</summary>
    ISaslAuthority<SmtpIdentity>? Authority { get; }

    /// <summary>For each connection; no I/O.</summary>
    ISmtpSessionHandler Begin(SmtpPeer peer);
}

/// <summary>The deciding side of one connection. Called by one caller at a time.</summary>
public interface ISmtpSessionHandler : IAsyncDisposable
{
    /// <summary>Before the greeting. A refusal is said instead of it and ends the session.</summary>
    ValueTask<StepReply> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>At each HELO, EHLO and LHLO; <see cref="SmtpPeer.HeloName"/> is set.</summary>
    ValueTask<StepReply> HeloAsync(CancellationToken cancellationToken);

    /// <summary>A new mail.</summary>
    ValueTask<MailReply> MailAsync(MailParameters mail, CancellationToken cancellationToken);

    /// <summary>The peer went on after the 250 for this mail: it has it.</summary>
    void Answered(AcceptId id);
}

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
