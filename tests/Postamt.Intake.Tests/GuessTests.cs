using System.Net;
using Microsoft.Extensions.Time.Testing;
using Postamt.Intake.Decisions;
using Postamt.Smtp.Server;

namespace Postamt.Intake.Tests;

/// <summary>Who guesses addresses learns no more of them after a while, whatever the session.</summary>
[Trait("attack", "46")]
public sealed class GuessTests : HouseTest
{
    [Fact]
    public async Task After_sixty_wrong_guesses_in_an_hour_right_and_wrong_ones_are_answered_alike()
    {
        for (var session = 0; session < 4; session++) await GuessAsync(15, session, "550 5.1.1");
        await using (var talk = await Talk.OpenAsync(House))
        {
            await talk.FromAsync("x@far.example");
            var right = await talk.ToAsync("anna@one.example");
            var wrong = await talk.ToAsync("nobody@one.example");
            Assert.StartsWith("451 4.7.1 Try again later", right, StringComparison.Ordinal);
            Assert.Equal(right, wrong);
        }
        House.Time.Advance(TimeSpan.FromMinutes(10));
        await using (var talk = await Talk.OpenAsync(House))
        {
            await talk.FromAsync("x@far.example");
            Assert.StartsWith("250", await talk.ToAsync("anna@one.example"), StringComparison.Ordinal);
        }
        // The hour's number has come back only in part.
        await GuessAsync(10, 9, "550 5.1.1");
        await GuessAsync(1, 10, "451 4.7.1");
    }

    [Fact]
    public async Task Who_signed_in_and_a_front_server_over_LMTP_are_not_counted()
    {
        for (var session = 0; session < 5; session++) await GuessAsync(14, session, "550 5.1.1", await Talk.SignInAsync(House, "bert@one.example"), "bert@one.example");
        for (var session = 0; session < 5; session++) await GuessAsync(14, session, "550 5.1.1", await Talk.OpenAsync(House, SmtpProfile.Lmtp));
        await GuessAsync(1, 0, "550 5.1.1");
    }

    [Fact]
    public void A_neighbourhood_is_counted_too_and_IPv6_by_its_networks()
    {
        var guesses = new RecipientGuesses(new IntakeLimits(), new FakeTimeProvider());
        for (var i = 0; i < 240; i++) guesses.Count(IPAddress.Parse($"192.0.2.{i}"));
        Assert.True(guesses.IsOver(IPAddress.Parse("192.0.2.250")));
        Assert.False(guesses.IsOver(IPAddress.Parse("192.0.3.1")));
        for (var i = 0; i < 60; i++) guesses.Count(IPAddress.Parse($"2001:db8:1:2::{i:x}"));
        Assert.True(guesses.IsOver(IPAddress.Parse("2001:db8:1:2:ffff::1")));
        Assert.False(guesses.IsOver(IPAddress.Parse("2001:db8:1:3::1")));
        Assert.False(guesses.IsOver(IPAddress.Parse("::ffff:198.51.100.1")));
    }

    [Fact]
    public void Loopback_is_spared_only_where_that_is_said()
    {
        var (sample, real) = (new RecipientGuesses(new IntakeLimits { SpareLoopback = true }, new FakeTimeProvider()), new RecipientGuesses(new IntakeLimits(), new FakeTimeProvider()));
        for (var i = 0; i < 60; i++)
        {
            Assert.False(sample.Count(IPAddress.Loopback));
            Assert.Equal(i == 59, real.Count(IPAddress.IPv6Loopback));
        }
        Assert.False(sample.IsOver(IPAddress.Loopback));
        Assert.True(real.IsOver(IPAddress.IPv6Loopback));
    }

    private async Task GuessAsync(int count, int session, string reply, Talk? open = null, string from = "x@far.example")
    {
        await using var talk = open ?? await Talk.OpenAsync(House);
        await talk.FromAsync(from);
        for (var i = 0; i < count; i++) Assert.StartsWith(reply, await talk.ToAsync($"guess{session}.{i}@one.example"), StringComparison.Ordinal);
    }
}
