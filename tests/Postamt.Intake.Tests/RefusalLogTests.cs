using Microsoft.Extensions.Logging;
using Postamt.Smtp.Server;

namespace Postamt.Intake.Tests;

/// <summary>A refusal, for good or for now, is one line with everything somebody searches for.</summary>
public sealed class RefusalLogTests : HouseTest
{
    private readonly ListLoggers _loggers = new();

    [Fact]
    public async Task A_refused_recipient_is_one_line_with_peer_sender_recipient_code_and_reason()
    {
        await using (var talk = await OpenAsync())
        {
            await talk.FromAsync("x@far.example");
            Assert.StartsWith("550 5.1.1", await talk.ToAsync("nobody@one.example"), StringComparison.Ordinal);
        }
        AssertOneLine("peer=192.0.2.7", "from=x@far.example", "to=nobody@one.example", "reply=550 5.1.1", "reason=UnknownRecipient");
    }

    [Fact]
    public async Task A_deferred_recipient_is_one_line_too()
    {
        House.SetQuota(House.Anna, 1);
        await using (var talk = await OpenAsync())
        {
            Assert.StartsWith("250", await talk.SendAsync("x@far.example", "bert@one.example"), StringComparison.Ordinal);
            House.SetQuota(House.Bert, 1);
            await talk.FromAsync("x@far.example");
            Assert.StartsWith("452 4.2.2", await talk.ToAsync("bert@one.example"), StringComparison.Ordinal);
        }
        AssertOneLine("to=bert@one.example", "reply=452 4.2.2", "reason=Later", "text=Mailbox full");
    }

    [Fact]
    public async Task A_mail_refused_at_the_dot_is_one_line_with_its_sender()
    {
        await using (var talk = await OpenAsync())
        {
            await talk.FromAsync("x@far.example");
            await talk.ToAsync("anna@one.example");
            await talk.ToAsync("bert@one.example");
            Assert.StartsWith("554 5.6.0", await talk.DataAsync(new string('a', 900) + ": b\r\n" + string.Concat(Enumerable.Repeat("X-Long: " + new string('b', 900) + "\r\n", 1300)) + "\r\nx\r\n"), StringComparison.Ordinal);
        }
        AssertOneLine("from=x@far.example", "to=2 recipients", "reply=554 5.6.0", "reason=HeaderTooLarge");
    }

    private Task<Talk> OpenAsync()
    {
        House.Loggers = _loggers;
        return Talk.OpenAsync(House, SmtpProfile.Mx);
    }

    private void AssertOneLine(params string[] words)
    {
        var line = Assert.Single(_loggers.Records, record => record.Level >= LogLevel.Information && record.Event != "received");
        Assert.Equal("refused", line.Event);
        Assert.All(words, word => Assert.Contains(word, line.Text, StringComparison.Ordinal));
    }
}
