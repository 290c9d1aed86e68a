using Postamt.Smtp.Server;

namespace Postamt.Intake.Tests;

/// <summary>Nobody who has not signed in sends anywhere but here. Far is far.example; the address of the listener is 198.51.100.1.</summary>
public sealed class RelayTests : HouseTest
{
    private const string Us = "[198.51.100.1]";

    [Theory]
    [InlineData("", "u@far.example", "550 5.7.1")]
    [InlineData("u@far.example", "u@far.example", "550 5.7.1")]
    [InlineData("u@" + House.Host, "u@far.example", "550 5.7.1")]
    [InlineData("u@" + Us, "u@far.example", "550 5.7.1")]
    [InlineData("u@" + Us, "u%far.example@" + Us, "550 5.7.1")]
    [InlineData("u@" + Us, "u%far.example@" + House.Host, "550 5.7.1")]
    [InlineData("u@" + Us, "\"u@far.example\"", "501 5.1.3")]
    [InlineData("u@" + Us, "\"u%far.example\"", "501 5.1.3")]
    [InlineData("u@" + Us, "u@far.example@" + Us, "501 5.1.3")]
    [InlineData("u@" + Us, "\"u@far.example\"@" + Us, "550 5.7.1")]
    [InlineData("u@" + Us, "u@far.example@" + House.Host, "501 5.1.3")]
    [InlineData("u@" + Us, "@" + Us + ":u@far.example", "550 5.7.1")]
    [InlineData("u@" + Us, "@" + House.Host + ":u@far.example", "550 5.7.1")]
    [InlineData("u@" + Us, "far.example!u", "501 5.1.3")]
    [InlineData("u@" + Us, "far.example!u@" + Us, "550 5.7.1")]
    [InlineData("u@" + Us, "far.example!u@" + House.Host, "550 5.7.1")]
    [Trait("attack", "30")]
    public async Task The_sixteen_relay_probes_of_nmap_are_refused(string from, string to, string reply) => await AssertRefusedAsync(from, $"<{to}>", reply);

    [Theory]
    [InlineData("<u@far.example>@one.example", "501 5.1.3")]
    [InlineData("<u%far.example%one.example>", "501 5.1.3")]
    [InlineData("<far.example!u%one.example>", "501 5.1.3")]
    [InlineData("<u%far.example@one.example>", "550 5.1.1")]
    [InlineData("<far.example!u@one.example>", "550 5.1.1")]
    [InlineData("<\"u@far.example\"@one.example>", "550 5.1.1")]
    [InlineData("<u@far.example@one.example>", "501 5.1.3")]
    [InlineData("<@one.example:u@far.example>", "550 5.7.1")]
    [InlineData("<@one.example,@two.example:u@far.example>", "550 5.7.1")]
    [InlineData("<@far.example,@one.example:u@far.example>", "550 5.7.1")]
    [InlineData("<u@far.example.>", "550 5.7.1")]
    [InlineData("< u@far.example>", "501 5.1.3")]
    [InlineData("<u@far.example >", "501 5.1.3")]
    [InlineData("u@far.example", "501 5.1.3")]
    [InlineData("<u@one.example.far.example>", "550 5.7.1")]
    [InlineData("<u@farone.example>", "550 5.7.1")]
    [InlineData("<u@[192.0.2.99]>", "550 5.7.1")]
    [InlineData("<u@[IPv6:2001:db8::99]>", "550 5.7.1")]
    [InlineData("<u@[3221225985]>", "501 5.1.3")]
    [InlineData("<u@3221225985>", "5")]
    [InlineData("<anna@one.example@far.example>", "501 5.1.3")]
    [InlineData("<anna%one.example@far.example>", "550 5.7.1")]
    [Trait("attack", "31")]
    public async Task The_older_probes_are_refused_or_stay_here(string to, string reply) => await AssertRefusedAsync("u@far.example", to, reply);

    [Theory]
    [InlineData("one.example", "anna@one.example")]
    [InlineData("one.example", "")]
    [InlineData(House.Host, "postmaster@one.example")]
    [InlineData("[198.51.100.1]", "chef@one.example")]
    [InlineData("localhost", "anna@two.example")]
    [Trait("attack", "31")]
    public async Task A_borrowed_name_opens_nothing(string hello, string from)
    {
        await using var talk = await Talk.OpenAsync(House, hello: hello);
        await talk.FromAsync(from);
        Assert.StartsWith("550 5.7.1", await talk.ToAsync("u@far.example"), StringComparison.Ordinal);
        await talk.ExpectAsync("503", "DATA");
        await House.AssertNothingTakenAsync();
    }

    [Fact]
    [Trait("attack", "31")]
    public async Task A_good_recipient_carries_no_foreign_one_along()
    {
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync("x@far.example");
        Assert.StartsWith("250 2.1.5", await talk.ToAsync("anna@one.example"), StringComparison.Ordinal);
        Assert.StartsWith("550 5.7.1", await talk.ToAsync("u@far.example"), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", await talk.DataAsync("From: x@far.example\r\nTo: u@far.example\r\nBcc: v@far.example\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(1, await House.CountAllAsync());
        Assert.Empty(await House.QueueAsync());
    }

    [Fact]
    [Trait("attack", "30")]
    public async Task Lmtp_relays_nothing_either()
    {
        await using var talk = await Talk.OpenAsync(House, SmtpProfile.Lmtp);
        await talk.FromAsync("anna@one.example");
        Assert.StartsWith("550 5.7.1", await talk.ToAsync("u@far.example"), StringComparison.Ordinal);
        await House.AssertNothingTakenAsync();
    }

    [Fact]
    [Trait("attack", "30")]
    public async Task Submission_takes_nothing_before_somebody_signs_in()
    {
        await using var talk = await Talk.OpenAsync(House, SmtpProfile.Submission);
        await talk.ExpectAsync("530 5.7.0", "MAIL FROM:<anna@one.example>");
        await talk.ExpectAsync("503", "RCPT TO:<bert@one.example>");
    }

    [Fact]
    public async Task Who_has_signed_in_sends_to_the_world_for_their_company()
    {
        await using var talk = await Talk.SignInAsync(House, "anna@two.example");
        Assert.StartsWith("250 2.0.0", await talk.SendAsync("anna@two.example", "u@far.example", "From: anna@two.example\r\n\r\n"), StringComparison.Ordinal);
        var row = Assert.Single(await House.QueueAsync());
        Assert.Equal(("mx:far.example", "u@far.example", House.Two.Id), (row.Destination, row.Recipient, row.Company));
    }

    private async Task AssertRefusedAsync(string from, string to, string reply)
    {
        await using var talk = await Talk.OpenAsync(House);
        await talk.FromAsync(from);
        await talk.ExpectAsync(reply, "RCPT TO:" + to);
        await talk.ExpectAsync("503", "DATA");
        await House.AssertNothingTakenAsync();
    }
}
