using Postamt.Mail.Envelopes;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server;

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
