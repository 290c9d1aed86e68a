using System.Text;
using Microsoft.Extensions.Time.Testing;
using Postamt.Net;
using Postamt.Smtp.Replies;
using Postamt.Smtp.Server;
using Postamt.SmtpFakes;

namespace Postamt.Smtp.Tests;

public sealed class ServerAttackTests
{
    [Fact]
    [Trait("attack", "9")]
    public async Task Who_talks_before_the_greeting_is_refused_and_not_heard()
    {
        Talk talk = Talk.Start("EHLO x\r\nMAIL FROM:<a@b.example>\r\n");
        Assert.StartsWith("554 5.5.0", await talk.Wire.ReadToEndAsync());
        await talk.Session;
        Assert.Equal("", talk.Handler.Peers.Single().HeloName);
    }

    [Fact]
    [Trait("attack", "9")]
    public async Task A_group_behind_EHLO_is_not_executed()
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.SayAsync("EHLO x\r\nMAIL FROM:<a@b.example>\r\n");
        Assert.Equal("554 5.5.0 Protocol error: wait for the reply, closing\r\n", await talk.Wire.ReadToEndAsync());
    }

    [Theory]
    [InlineData("STARTTLS\r\nMAIL FROM:<evil@x.example>\r\n")]
    [InlineData("STARTTLS\r\nE")]
    [Trait("attack", "6")]
    public async Task What_waits_behind_STARTTLS_refuses_it(string text)
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.AskAsync("EHLO x");
        await talk.SayAsync(text);
        Assert.StartsWith("554 ", await talk.Wire.ReadToEndAsync());
        Assert.Equal(0, talk.Handler.Open);
    }

    [Fact]
    [Trait("attack", "10")]
    public async Task What_comes_behind_a_refused_DATA_is_not_read_as_commands()
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.AskAsync("EHLO x");
        await talk.SayAsync("DATA\r\nMAIL FROM:<evil@x.example>\r\nRCPT TO:<b@post.example>\r\n");
        string said = await talk.Wire.ReadToEndAsync();
        Assert.StartsWith("503 5.5.1", said);
        Assert.Single(said.Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    [Trait("attack", "10")]
    public async Task What_comes_behind_an_accepted_DATA_belongs_to_the_message()
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.BeginMailAsync();
        await talk.SayAsync("DATA\r\nQUIT\r\n.\r\nNOOP\r\n");
        Assert.StartsWith("354", await talk.ReplyAsync());
        Assert.StartsWith("250 2.0.0 Accepted", await talk.ReplyAsync());
        Assert.Equal("250 2.0.0 OK", await talk.ReplyAsync());
        Assert.Equal("QUIT\r\n", talk.Handler.Mails.Single().Text);
    }

    [Fact]
    [Trait("attack", "13")]
    public async Task A_million_small_chunks_end_after_ten_thousand()
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.BeginMailAsync();
        for (int i = 0; i < 10_000; i++)
        {
            await talk.SayAsync("BDAT 1\r\nx");
            Assert.StartsWith("250", await talk.ReplyAsync());
        }
        await talk.SayAsync("BDAT 1\r\nx");
        Assert.StartsWith("421", await talk.ReplyAsync());
    }

    [Fact]
    [Trait("attack", "16")]
    public async Task Reading_stops_64_KiB_after_the_limit()
    {
        await using Talk talk = await Talk.OpenAsync(limits: new SmtpLimits { MessageSize = 100_000 });
        await talk.BeginMailAsync();
        await talk.AskAsync("DATA");
        string line = new string('x', 998) + "\r\n";
        long sent = 0;
        try
        {
            for (; sent < 10_000_000; sent += line.Length)
                await talk.SayAsync(line);
        }
        catch (IOException)
        {
            // The server has stopped listening.
        }
        Assert.InRange(sent, 100_000, 100_000 + 65_536 + 65_536 + 33_000 + new NetLimits().LastWordInput);
        Assert.StartsWith("421 4.3.4", await talk.ReplyAsync());
        Assert.Empty(talk.Handler.Mails);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    [Trait("attack", "19")]
    public async Task A_command_without_an_end_is_cut_within_8_KiB(int length)
    {
        await using Talk talk = await Talk.OpenAsync();
        Task sending = talk.SayAsync("NOOP " + new string('x', length - 5));
        Assert.StartsWith("500 5.5.2", await talk.ReplyAsync());
        Assert.Equal("", await talk.Wire.ReadToEndAsync());
        await talk.Session;
        // The server has closed: what it did not read cannot be sent any more.
        await ((Task)sending).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    [Fact]
    [Trait("attack", "20")]
    public async Task A_long_text_line_is_streamed_and_kept()
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.BeginMailAsync();
        await talk.AskAsync("DATA");
        string block = new('y', 100_000);
        for (int i = 0; i < 20; i++)
            await talk.SayAsync(block);
        Assert.StartsWith("250 2.0.0", await talk.AskAsync("\r\n."));
        Assert.Equal(2_000_002, talk.Handler.Mails.Single().Content.Length);
    }

    [Theory]
    [InlineData("NOOP", 100)]
    [InlineData("RSET", 100)]
    [InlineData("FOO", 20)]
    [Trait("attack", "21")]
    public async Task Chatter_ends_at_its_limit(string command, int most)
    {
        await using Talk talk = await Talk.OpenAsync();
        for (int i = 0; i < most; i++)
            Assert.DoesNotContain("421", await talk.AskAsync(command), StringComparison.Ordinal);
        Assert.StartsWith("421", await talk.AskAsync(command));
        Assert.Equal("", await talk.Wire.ReadToEndAsync());
    }

    [Theory]
    [InlineData("MAIL FROM:<a\0@b.example>")]
    [InlineData("RCPT TO:<a\r@b.example>")]
    [InlineData("RCPT TO:<\"a\nRCPT TO:<x@y.example>\"@d.example>")]
    [Trait("attack", "23")]
    [Trait("attack", "35")]
    public async Task Line_ends_and_NUL_inside_a_command_close(string command)
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.AskAsync("EHLO x");
        await talk.SayAsync(command + "\r\n");
        Assert.StartsWith("550 5.5.2", await talk.Wire.ReadToEndAsync());
        Assert.Equal(0, talk.Handler.Open);
    }

    [Fact]
    [Trait("attack", "26")]
    public async Task A_thousand_recipients_are_taken_and_the_rest_is_told_later()
    {
        await using Talk talk = await Talk.OpenAsync(limits: new SmtpLimits { ExcessRecipients = 500 });
        await talk.AskAsync("EHLO x");
        await talk.AskAsync("MAIL FROM:<a@b.example>");
        for (int i = 0; i < 1000; i++)
            Assert.StartsWith("250", await talk.AskAsync("RCPT TO:<b@post.example>"));
        for (int i = 0; i < 500; i++)
            Assert.StartsWith("452 4.5.3", await talk.AskAsync("RCPT TO:<b@post.example>"));
        Assert.StartsWith("421", await talk.AskAsync("RCPT TO:<b@post.example>"));
    }

    [Fact]
    [Trait("attack", "26")]
    public async Task Guessing_recipients_ends_at_the_error_limit()
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.AskAsync("EHLO x");
        await talk.AskAsync("MAIL FROM:<a@b.example>");
        for (int i = 0; i < 20; i++)
            Assert.StartsWith("550 5.1.1", await talk.AskAsync("RCPT TO:<unknown@post.example>"));
        Assert.StartsWith("421 4.7.0", await talk.AskAsync("RCPT TO:<unknown@post.example>"));
    }

    [Fact]
    [Trait("attack", "28")]
    public async Task A_command_that_drips_is_cut_at_its_deadline()
    {
        var time = new FakeTimeProvider();
        await using Talk talk = await Talk.OpenAsync(time: time);
        Task<string> reply = talk.ReplyAsync();
        for (int i = 0; i < 400 && !reply.IsCompleted; i++)
        {
            try
            {
                await talk.SayAsync("N");
            }
            catch (IOException)
            {
                // It has been cut.
                break;
            }
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
        Assert.StartsWith("421 4.4.2", await reply.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    [Trait("attack", "33")]
    public async Task Identity_is_not_carried_to_another_session()
    {
        var handler = new ScriptedHandler();
        Talk first = Talk.Start("", SmtpProfile.Submission, handler: handler);
        await first.ReplyAsync();
        await first.AskAsync("EHLO x");
        await first.AskAsync("STARTTLS");
        await first.Wire.ClientTlsAsync();
        await first.AskAsync("EHLO x");
        string plain = Convert.ToBase64String(Encoding.UTF8.GetBytes("\0anna@post.example\0secret"));
        Assert.StartsWith("235", await first.AskAsync("AUTH PLAIN " + plain));
        Assert.StartsWith("250", await first.AskAsync("MAIL FROM:<a@b.example>"));
        await first.DisposeAsync();
        await using Talk second = Talk.Start("", SmtpProfile.Submission, handler: handler);
        await second.ReplyAsync();
        await second.AskAsync("EHLO x");
        Assert.StartsWith("530", await second.AskAsync("MAIL FROM:<a@b.example>"));
        Assert.Null(handler.Peers.Last().Identity);
    }

    [Theory]
    [InlineData("\";sleep 66;\"")]
    [InlineData("$(id)", false)]
    [InlineData("`id`")]
    [InlineData("${run{x}}")]
    [InlineData("|cmd")]
    [InlineData("/file")]
    [InlineData("../x", false)]
    [Trait("attack", "36")]
    public async Task Local_parts_are_plain_data(string local, bool valid = true)
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.BeginMailAsync();
        Assert.StartsWith(valid ? "250" : "501", await talk.AskAsync($"RCPT TO:<{local}@post.example>"));
    }

    [Fact]
    [Trait("attack", "37")]
    public async Task Paths_are_refused_exactly_at_the_limit()
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.BeginMailAsync();
        string domain = string.Join('.', Enumerable.Repeat(new string('d', 62), 3)) + ".";
        string Path(int octets) => $"<a@{domain}{new string('e', octets - 4 - domain.Length)}>";
        Assert.StartsWith("250", await talk.AskAsync("RCPT TO:" + Path(250)));
        Assert.StartsWith("501", await talk.AskAsync("RCPT TO:" + Path(257)));
        Assert.StartsWith("250", await talk.AskAsync($"RCPT TO:<{new string('l', 64)}@post.example>"));
        Assert.StartsWith("501", await talk.AskAsync($"RCPT TO:<{new string('l', 65)}@post.example>"));
    }

    [Fact]
    public async Task A_refused_connection_is_told_so_instead_of_the_greeting()
    {
        Talk talk = Talk.Start("", handler: new ScriptedHandler { Welcome = StepReply.Defer(TransientReply.Closing) });
        Assert.StartsWith("421 4.3.2", await talk.Wire.ReadToEndAsync());
        await talk.Session;
    }

    [Fact]
    public async Task A_mail_counts_as_answered_when_the_peer_goes_on()
    {
        await using Talk talk = await Talk.OpenAsync();
        await talk.BeginMailAsync();
        await talk.AskAsync("DATA");
        Assert.StartsWith("250", await talk.AskAsync("."));
        Assert.Empty(talk.Handler.AnsweredIds);
        await talk.AskAsync("NOOP");
        Assert.Single(talk.Handler.AnsweredIds);
    }
}
