using System.Collections.Immutable;
using System.Net;
using System.Text;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Headers;
using Postamt.Mail.Mime;

namespace Postamt.Screening.Tests.Senders;

/// <summary>A mail as it comes to the checks.</summary>
internal static class Incoming
{
    /// <param name="path">Reverse-path; empty for the null one.</param>
    public static ScreeningInput Mail(string content, string path = "joe@example.com", string peer = "192.0.2.1", string helo = "mail.example.com", MailOrigin origin = MailOrigin.Outside)
    {
        var octets = Encoding.UTF8.GetBytes(content);
        var parameters = new MailParameters { ReversePath = path.Length == 0 ? ReversePath.Null : new ReversePath(EmailAddress.Parse(path)) };
        return new ScreeningInput(
            new Envelope(parameters, ImmutableArray.Create(new EnvelopeRecipient(EmailAddress.Parse("anna@here.example")))), new StreamContent(octets, isInMemory: true),
            octets.AsMemory(0, HeaderFields.SectionLength(octets)), MessageStructure.Of(octets), origin, IPAddress.Parse(peer), helo);
    }
}
