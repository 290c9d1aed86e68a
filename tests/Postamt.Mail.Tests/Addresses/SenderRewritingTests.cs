using Microsoft.Extensions.Time.Testing;
using Postamt.Mail.Addresses;

namespace Postamt.Mail.Tests.Addresses;

/// <summary>Names under which strangers' mail is passed on, and the way back from them.</summary>
public sealed class SenderRewritingTests
{
    private static readonly DomainName Ours = DomainName.Parse("here.example");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    private SenderRewriting Scheme => new("a key of a few octets"u8.ToArray(), _time);

    [Theory]
    [InlineData("joe@stranger.example")]
    [InlineData("Joe+tag@stranger.example")]
    [InlineData("joe=half@stranger.example")]
    [InlineData("\"joe smith\"@stranger.example")]
    [InlineData("srs@stranger.example")]
    [InlineData("jörg@bücher.example")]
    public void A_name_of_ours_leads_back(string text)
    {
        var sender = EmailAddress.Parse(text);
        var rewritten = Scheme.Rewrite(sender, Ours)!;
        Assert.Equal(Ours, rewritten.Domain);
        Assert.StartsWith("SRS0=", rewritten.LocalPart, StringComparison.Ordinal);
        Assert.True(SenderRewriting.IsRewritten(rewritten));
        Assert.Equal(sender, Scheme.Reverse(rewritten));
        Assert.Equal(rewritten, EmailAddress.Parse(rewritten.ToString()));
    }

    [Fact]
    public void Case_may_change_on_the_way()
    {
        var rewritten = Scheme.Rewrite(EmailAddress.Parse("joe@stranger.example"), Ours)!;
        Assert.Equal("joe@stranger.example", Scheme.Reverse(new EmailAddress(rewritten.LocalPart.ToLowerInvariant(), Ours))!.ToString());
    }

    [Fact]
    public void A_name_another_forwarder_has_made_goes_back_to_that_one()
    {
        var first = EmailAddress.Parse("SRS0=abcd=TT=a.example=joe@first.example");
        var second = Scheme.Rewrite(first, Ours)!;
        Assert.StartsWith("SRS1=", second.LocalPart, StringComparison.Ordinal);
        Assert.Equal(first, Scheme.Reverse(second));
        // However many pass it on, the name does not grow.
        var third = Scheme.Rewrite(new EmailAddress(second.LocalPart, DomainName.Parse("second.example")), Ours)!;
        Assert.Equal(second.LocalPart.Length, third.LocalPart.Length);
        Assert.Equal(first, Scheme.Reverse(third));
    }

    [Theory]
    [InlineData(21, true)]
    [InlineData(22, false)]
    [InlineData(500, false)]
    public void A_name_is_good_for_three_weeks(int days, bool leadsBack)
    {
        var rewritten = Scheme.Rewrite(EmailAddress.Parse("joe@stranger.example"), Ours)!;
        _time.Advance(TimeSpan.FromDays(days));
        Assert.Equal(leadsBack, Scheme.Reverse(rewritten) is not null);
    }

    [Fact]
    public void Days_are_counted_past_the_end_of_their_letters()
    {
        for (var day = 0; day < 1100; day++, _time.Advance(TimeSpan.FromDays(1)))
            Assert.NotNull(Scheme.Reverse(Scheme.Rewrite(EmailAddress.Parse("joe@stranger.example"), Ours)!));
    }

    [Theory]
    [InlineData("joe")]
    [InlineData("SRS0")]
    [InlineData("SRS0=")]
    [InlineData("SRS0=x")]
    [InlineData("SRS0===")]
    [InlineData("SRS0=AAAAAAAA=AA=victim.example=joe")]
    [InlineData("SRS1=AAAAAAAA=victim.example==AAAA=AA=x.example=joe")]
    [InlineData("SRS1=AAAAAAAA")]
    [InlineData("SRS1==")]
    public void A_name_that_somebody_made_up_leads_nowhere(string local) => Assert.Null(Scheme.Reverse(new EmailAddress(local, Ours)));

    [Fact]
    public void Another_key_another_sender_or_another_domain_does_not_fit()
    {
        var rewritten = Scheme.Rewrite(EmailAddress.Parse("joe@stranger.example"), Ours)!;
        Assert.Null(new SenderRewriting("another key"u8.ToArray(), _time).Reverse(rewritten));
        Assert.Null(Scheme.Reverse(new EmailAddress(rewritten.LocalPart.Replace("joe", "bob", StringComparison.Ordinal), Ours)));
        Assert.Null(Scheme.Reverse(new EmailAddress(rewritten.LocalPart.Replace("stranger", "estrange", StringComparison.Ordinal), Ours)));
    }

    [Theory]
    [InlineData("a-very-long-local-part-of-somebody@a-rather-long-domain.example")]
    [InlineData("joe@[192.0.2.1]")]
    public void What_does_not_fit_into_an_address_stays_as_it_is(string sender) => Assert.Null(Scheme.Rewrite(EmailAddress.Parse(sender), Ours));
}
