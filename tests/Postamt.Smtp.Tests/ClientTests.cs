using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Smtp.Client;
using Postamt.Smtp.Server;

namespace Postamt.Smtp.Tests;

/// <summary>Our client against our server.</summary>
public sealed class ClientTests
{
    private static (Talk Talk, SmtpDialer Dialer) Serve(SmtpProfile profile = SmtpProfile.Mx)
    {
        Talk talk = Talk.Start("", profile);
        return (talk, _ => new(talk.Wire.Client));
    }

    [Theory]
    [InlineData(SmtpTlsMode.None)]
    [InlineData(SmtpTlsMode.Opportunistic)]
    [InlineData(SmtpTlsMode.Required)]
    public async Task Mails_go_over_one_connection_each_with_its_own_results(SmtpTlsMode tls)
    {
        (Talk talk, SmtpDialer dialer) = Serve();
        SmtpClientConnection connection = await Outbound.ConnectAsync(dialer, Outbound.Options(tls));
        Assert.Equal(tls != SmtpTlsMode.None, connection.Tls is not null);
        SmtpSendResult first = await connection.SendAsync(Outbound.Mail(".a\r\n..b\r\nlast", "b@post.example", "unknown@post.example", "later@post.example"), default);
        Assert.Equal([250, 550, 451], first.Recipients.Select(one => one.Reply.Code));
        Assert.Equal("5.1.1", first.Recipients[1].Reply.Status.ToString());
        Assert.True(first.Recipients[1].Reply.IsPermanent);
        Assert.True(first.DsnPassedOn);
        SmtpSendResult second = await connection.SendAsync(Outbound.Mail("VIRUS"), default);
        Assert.Equal(554, second.Recipients.Single().Reply.Code);
        SmtpSendResult third = await connection.SendAsync(Outbound.Mail("", "unknown@post.example"), default);
        Assert.Equal(550, third.Recipients.Single().Reply.Code);
        SmtpSendResult fourth = await connection.SendAsync(Outbound.Mail("x"), default);
        Assert.True(fourth.Recipients.Single().Reply.IsPositive);
        await connection.QuitAsync(default);
        await talk.Session;
        Assert.Equal([".a\r\n..b\r\nlast\r\n", "x\r\n"], talk.Handler.Mails.Select(mail => mail.Text));
    }

    [Fact]
    public async Task Notification_wishes_arrive_as_they_left()
    {
        (Talk talk, SmtpDialer dialer) = Serve();
        SmtpClientConnection connection = await Outbound.ConnectAsync(dialer);
        var parameters = new MailParameters { ReversePath = ReversePath.Null, SmtpUtf8 = true, Return = DsnReturn.Headers, EnvelopeId = "a+b=c d" };
        var recipient = new EnvelopeRecipient(EmailAddress.Parse("grüße@post.example")) { Notify = DsnNotify.Success | DsnNotify.Delay, OriginalRecipient = "utf-8;gr\u00fc\\+x@post.example" };
        OutboundMail mail = Outbound.Mail("x") with { Envelope = new Envelope(parameters, [recipient]) };
        Assert.True((await connection.SendAsync(mail, default)).Recipients.Single().Reply.IsPositive);
        await connection.QuitAsync(default);
        await talk.Session;
        var received = talk.Handler.Mails.Single();
        Assert.Equal(recipient, received.Recipients.Single());
        Assert.Equal(parameters with { DeclaredSize = 1 }, received.Mail);
    }

    [Fact]
    public async Task A_large_mail_goes_in_chunks_where_wanted()
    {
        (Talk talk, SmtpDialer dialer) = Serve();
        SmtpClientConnection connection = await Outbound.ConnectAsync(dialer, Outbound.Options() with { Chunking = true });
        string content = string.Concat(Enumerable.Repeat(".line of text\r\n", 50_000));
        Assert.True((await connection.SendAsync(Outbound.Mail(content), default)).Recipients.Single().Reply.IsPositive);
        await connection.QuitAsync(default);
        await talk.Session;
        Assert.Equal(content, talk.Handler.Mails.Single().Text);
    }

    [Fact]
    public async Task LMTP_gives_each_recipient_its_own_end()
    {
        (Talk talk, SmtpDialer dialer) = Serve(SmtpProfile.Lmtp);
        SmtpClientConnection connection = await Outbound.ConnectAsync(dialer, Outbound.Options() with { Lmtp = true });
        SmtpSendResult result = await connection.SendAsync(Outbound.Mail("x", "full@post.example", "unknown@post.example", "b@post.example"), default);
        Assert.Equal([452, 550, 250], result.Recipients.Select(one => one.Reply.Code));
        await connection.QuitAsync(default);
        await talk.Session;
    }

    [Theory]
    [InlineData("secret", true, true)]
    [InlineData("wrong", true, false)]
    [InlineData("secret", false, true)]
    public async Task A_smart_host_is_signed_in_to(string password, bool tls, bool succeeds)
    {
        (Talk talk, SmtpDialer dialer) = Serve(SmtpProfile.Submission);
        SmtpClientOptions options = Outbound.Options(tls ? SmtpTlsMode.Required : SmtpTlsMode.None) with { Credentials = new SmtpCredentials("anna@post.example", password) };
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(dialer, options, TimeProvider.System, default);
        Assert.Equal(succeeds ? SmtpClientStep.Connected : SmtpClientStep.Authentication, result.Step);
        if (result.Connection is { } connection)
        {
            Assert.True((await connection.SendAsync(Outbound.Mail("x"), default)).Recipients.Single().Reply.IsPositive);
            await connection.QuitAsync(default);
        }
        await talk.Session;
        Assert.Equal(succeeds ? "anna@post.example" : null, talk.Handler.Mails.SingleOrDefault()?.Identity);
    }
}
