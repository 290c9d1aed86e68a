namespace Postamt.Smtp.Client;

/// <summary>One result a recipient, in the envelope's order.</summary>
/// <param name="DsnPassedOn">The server takes over the notices (RFC 3461 5.2.1).</param>
public sealed record SmtpSendResult(IReadOnlyList<RecipientReply> Recipients, bool DsnPassedOn);
