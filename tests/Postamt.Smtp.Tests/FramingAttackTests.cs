namespace Postamt.Smtp.Tests;

/// <summary>Attacks on framing and state that the dialogs show in full, held here by their numbers.</summary>
public sealed class FramingAttackTests
{
    [Theory]
    [InlineData("\n.\n")]
    [InlineData("\n.\r")]
    [InlineData("\r.\n")]
    [InlineData("\r.\r")]
    [InlineData("\n.\r\n")]
    [InlineData("\r.\r\n")]
    [InlineData("\r\n\0.\r\n")]
    [InlineData("\r\n.\n")]
    [Trait("attack", "1")]
    [Trait("attack", "3")]
    [Trait("attack", "63")]
    public async Task Nothing_but_CRLF_dot_CRLF_ends_a_mail(string end)
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.BeginMailAsync();
        await talk.AskAsync("DATA");
        await talk.SayAsync($"Subject: x\r\n\r\nbody{end}MAIL FROM:<evil@x.example>\r\nRCPT TO:<b@post.example>\r\nDATA\r\nspam\r\n.\r\nQUIT\r\n");
        Assert.StartsWith("550 5.5.2", await talk.Wire.ReadToEndAsync());
        Assert.Empty(talk.Handler.Mails);
        Assert.Equal(0, talk.Handler.Open);
    }

    [Fact]
    [Trait("attack", "8")]
    public async Task STARTTLS_twice_or_inside_a_mail_is_out_of_sequence()
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.AskAsync("EHLO x");
        await talk.AskAsync("MAIL FROM:<a@b.example>");
        Assert.StartsWith("503", await talk.AskAsync("STARTTLS"));
        await talk.AskAsync("RSET");
        Assert.StartsWith("220", await talk.AskAsync("STARTTLS"));
        await talk.Wire.ClientTlsAsync();
        Assert.StartsWith("503", await talk.AskAsync("MAIL FROM:<a@b.example>"));
        await talk.AskAsync("EHLO x");
        Assert.StartsWith("503", await talk.AskAsync("STARTTLS"));
    }

    [Theory]
    [InlineData("2147483648")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551615")]
    [InlineData("-1")]
    [InlineData("+5")]
    [InlineData("0x10")]
    [InlineData("9999999999999999999999999999999999999999")]
    [Trait("attack", "14")]
    public async Task A_chunk_size_that_cannot_be_believed_closes(string size)
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.BeginMailAsync();
        await talk.SayAsync($"BDAT {size}\r\nMAIL FROM:<evil@x.example>\r\n");
        string said = await talk.Wire.ReadToEndAsync();
        Assert.Matches("^(501|552) [^\r\n]*\r\n$", said);
        Assert.Empty(talk.Handler.Mails);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /x HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT mx:25 HTTP/1.1\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\0\u0005\u0001\0\0\0\0")]
    [Trait("attack", "22")]
    public async Task Foreign_protocols_are_cut_at_once(string speech)
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.SayAsync(speech);
        Assert.DoesNotContain("250", await talk.Wire.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAIL FROM:<a@b.example> ENVID=+00", 501)]
    [InlineData("MAIL FROM:<a@b.example> ENVID=+0D+0A", 501)]
    [InlineData("MAIL FROM:<a@b.example> AUTH=a+0D+0Ab@c.example", 501)]
    [InlineData("MAIL FROM:<grüße@b.example>", 550)]
    [InlineData("MAIL FROM:<\"a\"x@b.example>", 501)]
    [Trait("attack", "23")]
    [Trait("attack", "24")]
    public async Task Harm_in_parameters_and_addresses_is_refused(string command, int code)
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.AskAsync("EHLO x");
        Assert.StartsWith($"{code} ", await talk.AskAsync(command));
        Assert.Equal(0, talk.Handler.Open);
    }

    [Theory]
    [InlineData("XCLIENT ADDR=127.0.0.1")]
    [InlineData("XFORWARD NAME=x")]
    [InlineData("PROXY TCP4 127.0.0.1 127.0.0.1 1 25")]
    [Trait("attack", "25")]
    public async Task Nobody_forges_the_peer_address(string command)
    {
        await using Talk talk = await Talk.OpenAsync();
        Assert.StartsWith("500", await talk.AskAsync(command));
        Assert.Equal("192.0.2.7", talk.Handler.Peers.Single().Remote.Address.ToString());
    }

    [Fact]
    [Trait("attack", "27")]
    public async Task A_notice_has_few_recipients()
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.AskAsync("EHLO x");
        await talk.AskAsync("MAIL FROM:<>");
        for (int i = 0; i < 5; i++)
            Assert.StartsWith("250", await talk.AskAsync("RCPT TO:<b@post.example>"));
        for (int i = 0; i < 45; i++)
            Assert.StartsWith("452 4.5.3", await talk.AskAsync("RCPT TO:<b@post.example>"));
    }

    [Theory]
    [InlineData("<@us.example:user@evil.example>", "user@evil.example")]
    [InlineData("<\"user@evil.example\"@post.example>", "\"user@evil.example\"@post.example")]
    [InlineData("<\"victim@evil.example x\"@post.example>", "\"victim@evil.example x\"@post.example")]
    [InlineData("<user%evil.example@post.example>", "user%evil.example@post.example")]
    [InlineData("<evil.example!user@post.example>", "evil.example!user@post.example")]
    [Trait("attack", "30")]
    [Trait("attack", "34")]
    public async Task Routing_tricks_reach_the_decision_as_what_they_are(string path, string address)
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.AskAsync("EHLO x");
        await talk.AskAsync("MAIL FROM:<a@b.example>");
        Assert.StartsWith("250", await talk.AskAsync("RCPT TO:" + path));
        await talk.AskAsync("DATA");
        await talk.AskAsync(".");
        Assert.Equal(address, talk.Handler.Mails.Single().Recipients.Single().Address.ToString());
    }
}
