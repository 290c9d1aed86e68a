using System.Diagnostics;

namespace Postamt.Imap.Tests;

public sealed class TwoSessionsTests
{
    [Fact]
    public async Task An_expunge_is_not_told_while_numbers_must_hold()
    {
        var house = new ImapHouse();
        await using var one = await house.SignInAsync();
        await using var two = await house.SignInAsync();
        for (var at = 0; at < 3; at++) await one.AppendAsync(Mails.Plain("m" + at));
        Assert.Contains("* 3 EXISTS", await two.OkAsync("NOOP"));
        await one.OkAsync("STORE 1 +FLAGS (\\Deleted)");
        await one.OkAsync("EXPUNGE");
        var fetched = await two.OkAsync("FETCH 1:3 FLAGS");
        Assert.DoesNotContain(fetched, line => line.EndsWith("EXPUNGE", StringComparison.Ordinal));
        Assert.Contains("* 3 FETCH (UID 3 FLAGS ())", fetched);
        var again = await two.OkAsync("FETCH 2 FLAGS");
        Assert.Equal(["* 2 FETCH (UID 2 FLAGS ())", "OK [EXPUNGEISSUED] Fetched"], again);
        Assert.Equal(["* 1 EXPUNGE", "OK Done"], await two.OkAsync("NOOP"));
        Assert.Contains("* 1 FETCH (UID 2 FLAGS ())", await two.OkAsync("FETCH 1 FLAGS"));
    }

    [Fact]
    public async Task Flags_of_others_are_told()
    {
        var house = new ImapHouse();
        await using var one = await house.SignInAsync();
        await one.AppendAsync(Mails.Plain("m"));
        await using var two = await house.SignInAsync();
        await one.OkAsync("STORE 1 +FLAGS.SILENT (\\Answered)");
        Assert.Equal(["* 1 FETCH (UID 1 FLAGS (\\Answered))", "OK Done"], await two.OkAsync("NOOP"));
        Assert.Single(await one.OkAsync("NOOP"));
    }

    [Fact]
    public async Task An_idle_session_hears_within_a_second()
    {
        var house = new ImapHouse();
        await using var one = await house.SignInAsync();
        await using var two = await house.SignInAsync();
        await two.SendAsync("i IDLE\r\n");
        Assert.Equal("+ idling", await two.ReadLineAsync());
        var started = Stopwatch.GetTimestamp();
        await one.AppendAsync(Mails.Plain("m"));
        Assert.Equal("* 1 EXISTS", await two.ReadLineAsync());
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1));
        await one.OkAsync("STORE 1 +FLAGS (\\Deleted)");
        Assert.Equal("* 1 FETCH (UID 1 FLAGS (\\Deleted))", await two.ReadLineAsync());
        await one.OkAsync("EXPUNGE");
        Assert.Equal("* 1 EXPUNGE", await two.ReadLineAsync());
        await two.SendAsync("DONE\r\n");
        Assert.Equal("i OK No longer idle", await two.ReadLineAsync());
    }

    [Fact]
    public async Task A_mailbox_deleted_under_a_session_is_empty()
    {
        var house = new ImapHouse();
        await using var one = await house.SignInAsync();
        await one.OkAsync("CREATE box");
        await one.AppendAsync(Mails.Plain("m"), "box");
        await using var two = await house.SignInAsync("box");
        await one.OkAsync("DELETE box");
        Assert.Contains("* 1 EXPUNGE", await two.OkAsync("NOOP"));
        await two.OkAsync("NOOP");
    }

    [Fact]
    public async Task A_drain_says_good_bye()
    {
        var house = new ImapHouse();
        await using var client = await house.SignInAsync();
        client.Wire.Drain();
        Assert.StartsWith("* BYE [UNAVAILABLE]", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_that_no_longer_holds_ends_its_session_and_no_other()
    {
        var house = new ImapHouse();
        await using var other = await house.SignInAsync();
        await using var client = await house.SignInAsync();
        house.Authority.Revoke!();
        Assert.StartsWith("* BYE [AUTHENTICATIONFAILED]", await client.ReadLineAsync(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<EndOfStreamException>(client.ReadLineAsync);
        Assert.Equal(1, house.Authority.Unwatched);
        await other.OkAsync("NOOP");
    }
}
