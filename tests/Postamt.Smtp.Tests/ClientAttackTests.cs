using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Postamt.Smtp.Client;

namespace Postamt.Smtp.Tests;

/// <summary>Our client against servers that mean harm or are broken.</summary>
public sealed class ClientAttackTests
{
    private static readonly string[] Pieces = ["\r", "\n", ".", "\0", "a", "\r\n", ".\r\n"];

    private static async Task<RemoteReply> SendAsync(FakeMx mx, OutboundMail? mail = null)
    {
        await using SmtpClientConnection connection = await Outbound.ConnectAsync(mx.Dialer);
        return (await connection.SendAsync(mail ?? Outbound.Mail("x"), default)).Recipients.Single().Reply;
    }

    [Theory]
    [InlineData("\n.\n")]
    [InlineData("\n.\r")]
    [InlineData("\r.\n")]
    [InlineData("\r.\r")]
    [InlineData("\n.\r\n")]
    [InlineData("\r.\r\n")]
    [InlineData("\r\n\0.\r\n")]
    [InlineData("\r\n.\r\r\n")]
    [InlineData("\r\r\n.\r\r\n")]
    [Trait("attack", "2")]
    public async Task No_stored_content_becomes_two_mails(string end)
    {
        FakeMx mx = FakeMx.With(_ => null);
        RemoteReply reply = await SendAsync(mx, Outbound.Mail($"Subject: x\r\n\r\nbody{end}MAIL FROM:<evil@x.example>\r\nRCPT TO:<v@y.example>\r\nDATA\r\nspam\r\n.\r\n"));
        await mx.Running;
        Assert.True(reply.IsPositive);
        Assert.Equal(1, mx.Mails);
        Assert.DoesNotContain("evil", string.Join('\n', mx.Lines), StringComparison.Ordinal);
        AssertWire(mx.Journal);
    }

    [Fact]
    [Trait("attack", "2")]
    [Trait("attack", "4")]
    public Task Any_content_and_any_cut_leave_whole_lines_only() =>
        Gen.Select(Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 40], Gen.Int[1, 7]).SampleAsync(
            async random =>
            {
                byte[] content = System.Text.Encoding.ASCII.GetBytes(string.Concat(random.Item1));
                FakeMx mx = FakeMx.With(_ => null);
                OutboundMail mail = Outbound.Mail(content) with { Prefix = content.AsMemory(0, Math.Min(random.Item2, content.Length)) };
                Assert.True((await SendAsync(mx, mail)).IsPositive);
                await mx.Running;
                Assert.Equal(1, mx.Mails);
                AssertWire(mx.Journal);
            },
            iter: 2000, threads: 2);

    [Theory]
    [InlineData("999 what\r\n")]
    [InlineData("abc\r\n")]
    [InlineData("2\r\n")]
    [InlineData("250-a\r\n251 b\r\n")]
    [InlineData("150 preliminary\r\n")]
    [InlineData("354 go\r\n")]
    [Trait("attack", "31")]
    public async Task A_reply_that_is_none_is_temporary(string said)
    {
        RemoteReply reply = await SendAsync(FakeMx.With(line => line.StartsWith("RCPT", StringComparison.Ordinal) ? said : null));
        Assert.False(reply.IsPositive);
        Assert.False(reply.IsPermanent);
    }

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(100_000, 10)]
    [Trait("attack", "31")]
    public async Task An_endless_reply_is_temporary_and_not_kept(int lines, int length)
    {
        string said = string.Concat(Enumerable.Repeat("250-" + new string('x', length) + "\r\n", lines));
        RemoteReply reply = await SendAsync(FakeMx.With(line => line.StartsWith("MAIL", StringComparison.Ordinal) ? said : null));
        Assert.False(reply.IsPositive);
        Assert.False(reply.IsPermanent);
        Assert.InRange(reply.Text.Length, 0, 512);
    }

    [Fact]
    [Trait("attack", "31")]
    public async Task A_reply_that_drips_ends_at_the_deadline()
    {
        var time = new FakeTimeProvider();
        FakeMx mx = FakeMx.With(line => line.Length == 0 ? "2" : null);
        Task<SmtpConnectResult> connecting = SmtpClientConnection.ConnectAsync(mx.Dialer, Outbound.Options(), time, default).AsTask();
        for (int i = 0; i < 400 && !connecting.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }
        SmtpConnectResult result = await connecting.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(SmtpClientStep.Greeting, result.Step);
        Assert.False(result.Failure!.IsPermanent);
    }

    [Fact]
    [Trait("attack", "31")]
    public async Task An_answer_before_the_dot_is_no_answer_to_the_mail()
    {
        FakeMx mx = FakeMx.With(line => line == "DATA" ? "354 go\r\n250 2.0.0 taken\r\n" : null);
        RemoteReply reply = await SendAsync(mx, Outbound.Mail(new byte[200_000]));
        Assert.False(reply.IsPositive);
        Assert.False(reply.IsPermanent);
        Assert.Equal(0, mx.Mails);
    }

    [Fact]
    [Trait("attack", "7")]
    public async Task Plain_text_behind_the_STARTTLS_reply_is_not_believed()
    {
        FakeMx mx = FakeMx.With(line => line.StartsWith("EHLO", StringComparison.Ordinal) ? "250-mx\r\n250 STARTTLS\r\n" : line == "STARTTLS" ? "220 go\r\n250-FAKE\r\n" : null);
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(mx.Dialer, Outbound.Options(SmtpTlsMode.Opportunistic), TimeProvider.System, default);
        Assert.Equal(SmtpClientStep.Injected, result.Step);
        Assert.False(result.Failure!.IsPermanent);
    }

    [Fact]
    public async Task Nothing_is_sent_where_TLS_is_required_and_not_offered()
    {
        FakeMx mx = FakeMx.With(_ => null);
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(mx.Dialer, Outbound.Options(SmtpTlsMode.Required), TimeProvider.System, default);
        Assert.Equal((SmtpClientStep.Tls, "4.7.10"), (result.Step, result.Failure!.Status.ToString()));
        await mx.Running;
        Assert.DoesNotContain("MAIL", mx.Journal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_leave_the_final_dot_is_not_sent()
    {
        FakeMx mx = FakeMx.With(_ => null);
        RemoteReply reply = await SendAsync(mx, Outbound.Mail("x\r\n") with { BeforeFinalDot = (_, _) => new(false) });
        await mx.Running;
        Assert.False(reply.IsPermanent);
        Assert.False(reply.IsPositive);
        Assert.Equal(0, mx.Mails);
        Assert.EndsWith("x\r\n", mx.Journal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_refused_MAIL_all_recipients_share_its_reply()
    {
        FakeMx mx = FakeMx.With(line => line.StartsWith("MAIL", StringComparison.Ordinal) ? "451 4.7.1 greylisted\r\n" : line.StartsWith("RCPT", StringComparison.Ordinal) ? "503 5.5.1 no MAIL\r\n" : null);
        RemoteReply reply = await SendAsync(mx);
        Assert.Equal((451, "4.7.1"), (reply.Code, reply.Status.ToString()));
    }

    [Fact]
    public async Task A_server_that_does_not_know_EHLO_is_asked_with_HELO()
    {
        FakeMx mx = FakeMx.With(line => line.StartsWith("EHLO", StringComparison.Ordinal) ? "502 what?\r\n" : null);
        Assert.True((await SendAsync(mx)).IsPositive);
        Assert.Contains("MAIL FROM:<a@client.example>", mx.Lines);
    }

    [Fact]
    public async Task What_a_server_cannot_take_is_not_sent_to_it()
    {
        FakeMx plain = FakeMx.With(line => line.StartsWith("EHLO", StringComparison.Ordinal) ? "250-mx\r\n250 SIZE 1000\r\n" : null);
        await using SmtpClientConnection connection = await Outbound.ConnectAsync(plain.Dialer);
        async Task<string> StatusAsync(OutboundMail mail) => (await connection.SendAsync(mail, default)).Recipients.Single().Reply.Status.ToString();
        Assert.Equal("5.6.3", await StatusAsync(Outbound.Mail("\u00fc") with { EightBit = true }));
        Assert.Equal("5.6.7", await StatusAsync(Outbound.Mail("x", "grüße@post.example")));
        Assert.Equal("5.6.7", await StatusAsync(Outbound.Mail("x") with { Utf8Headers = true }));
        Assert.Equal("5.3.4", await StatusAsync(Outbound.Mail(new string('x', 1001))));
        Assert.Equal("2.0.0", await StatusAsync(Outbound.Mail("x")));
        Assert.DoesNotContain("RSET", plain.Lines);
    }

    [Fact]
    public async Task A_connection_that_closes_after_the_dot_leaves_the_mail_temporary()
    {
        bool data = false;
        var mx = new FakeMx(line => line == "." ? null : line == "DATA" && (data = true) ? "354 go\r\n" : line.Length == 0 ? "220 x\r\n" : line.StartsWith("EHLO", StringComparison.Ordinal) ? FakeMx.Ehlo : "250 ok\r\n");
        RemoteReply reply = await SendAsync(mx);
        Assert.True(data);
        Assert.False(reply.IsPositive);
        Assert.False(reply.IsPermanent);
    }

    private static void AssertWire(string journal)
    {
        Assert.DoesNotContain('\0', journal);
        string rest = journal.Replace("\r\n", "", StringComparison.Ordinal);
        Assert.DoesNotContain('\r', rest);
        Assert.DoesNotContain('\n', rest);
    }
}
