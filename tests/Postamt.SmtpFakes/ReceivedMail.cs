using System.Collections.Immutable;
using System.Text;
using Postamt.Mail.Envelopes;

namespace Postamt.SmtpFakes;

/// <summary>A mail the scripted handler has accepted.</summary>
public sealed record ReceivedMail(MailParameters Mail, ImmutableArray<EnvelopeRecipient> Recipients, ReadOnlyMemory<byte> Content, string? Identity)
{
    public string Text => Encoding.UTF8.GetString(Content.Span);
}
