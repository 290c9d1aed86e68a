using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;

namespace Postamt.Smtp.Server;

/// <summary>One mail from MAIL to its end. Nothing of it outlives it.</summary>
internal sealed class SmtpTransaction(MailParameters mail, ISmtpTransactionHandler handler)
{
    internal MailParameters Mail { get; } = mail;

    internal ISmtpTransactionHandler Handler { get; } = handler;

    internal SessionStates State { get; set; } = SessionStates.Sender;

    /// <summary>Recipients accepted, in LMTP the number of final replies.</summary>
    internal int Recipients => To.Count;

    internal List<EmailAddress> To { get; } = [];

    /// <summary>RCPTs beyond the limit.</summary>
    internal int Excess { get; set; }

    internal int Chunks { get; set; }

    internal ChunkLines Lines { get; } = new();

    /// <summary>Set with the first content octet to come.</summary>
    internal ContentReceiver? Content { get; set; }
}
