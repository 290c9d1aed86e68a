using System.Text;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Smtp.Client;

namespace Postamt.Smtp.Tests;

/// <summary>Mails to send in tests.</summary>
internal static class Outbound
{
    internal static OutboundMail Mail(string content, params string[] recipients) => Mail(Encoding.Latin1.GetBytes(content), recipients);

    internal static OutboundMail Mail(byte[] content, params string[] recipients) => new()
    {
        Envelope = new Envelope(
            new MailParameters { ReversePath = new ReversePath(EmailAddress.Parse("a@client.example")) },
            [.. (recipients.Length == 0 ? ["b@post.example"] : recipients).Select(one => new EnvelopeRecipient(EmailAddress.Parse(one)))]),
        OpenAsync = _ => new(new MemoryStream(content)),
        Length = content.Length,
    };

    internal static SmtpClientOptions Options(SmtpTlsMode tls = SmtpTlsMode.None) => new() { HostName = "client.example", ServerName = "mx.example", Tls = tls };

    internal static async Task<SmtpClientConnection> ConnectAsync(SmtpDialer dialer, SmtpClientOptions? options = null)
    {
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(dialer, options ?? Options(), TimeProvider.System, default);
        Assert.True(result.Connection is not null, result.Failure?.ToString());
        return result.Connection!;
    }
}
