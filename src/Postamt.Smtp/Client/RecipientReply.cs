using Postamt.Mail.Envelopes;

namespace Postamt.Smtp.Client;

/// <summary>How one recipient ended: positive means the other server has taken the mail for it.</summary>
public sealed record RecipientReply(EnvelopeRecipient Recipient, RemoteReply Reply);
