using Postamt.Screening.Rules.Lookalikes;

namespace Postamt.Screening.Tests.Rules;

/// <summary>Hosts made to be taken for others. Whom the mail is for is anna.berg@mustermann.example.</summary>
public sealed class LookalikeRuleTests
{
    [Theory]
    [InlineData("lookalike-scripts", "p\u0430ypal.com", "\u043f\u0440\u0438\u0432\u0435\u0442.example")]
    [InlineData("lookalike-scripts", "xn--pypal-4ve.com", "xn--mnchen-3ya.example")]
    [InlineData("lookalike-scripts", "\u03b1pple.example", "\u6771\u4eac\u30ab\u30d5\u30a7abc.example")]
    [InlineData("lookalike-ours", "rnustermann.example", "mustermann.example")]
    [InlineData("lookalike-ours", "mustermenn.example", "shop.mustermann.example")]
    [InlineData("lookalike-ours", "mustremann.example", "musterfrau.example")]
    [InlineData("lookalike-ours", "m\u00fcstermann.example", "mustermann2.example")]
    [InlineData("lookalike-ours", "musterman.com", "nustermann-shop.example")]
    [InlineData("lookalike-brand", "paypa1.com", "paypal.com")]
    [InlineData("lookalike-brand", "login.arnazon.com", "amazon.co.jp")]
    [InlineData("lookalike-brand", "micros0ft.com", "outlook.com")]
    [InlineData("lookalike-brand", "netfllx.com", "looking.com")]
    [InlineData("lookalike-brand", "xn--mazon-wqa.com", "www.mazonian.com")]
    [InlineData("lookalike-alphabet", "\u0441\u043e\u0441\u043e.example", "\u043f\u0440\u0438\u0432\u0435\u0442.example")]
    [InlineData("lookalike-worn", "paypal.com.evil.example", "www.paypal.com")]
    [InlineData("lookalike-worn", "paypal-login.evil.example", "paypal.evil.example")]
    public async Task A_link_leads_there(string rule, string host, string near) =>
        await RuleMail.TellsApartAsync(rule, RuleMail.Page($"<a href=\"https://{host}/\">here</a>"), RuleMail.Page($"<a href=\"https://{near}/\">here</a>"));

    [Theory]
    [InlineData("From: Joe <joe@rnustermann.example>", "lookalike-ours")]
    [InlineData("Reply-To: joe@rnustermann.example", "lookalike-ours")]
    [InlineData("From: Joe <joe@xn--pypal-4ve.com>", "lookalike-scripts")]
    [InlineData("From: Joe <joe@paypai.com>", "lookalike-brand")]
    public async Task It_is_from_there(string fields, string rule) => Assert.Contains(rule, await RuleMail.SeenAsync(RuleMail.Text(fields)));

    [Theory]
    [InlineData("paypal", "p\u0430y\u0440al")]
    [InlineData("paypal", "paypa1")]
    [InlineData("amazon", "arnaz0n")]
    [InlineData("google", "\uff47\uff4f\uff4fgl\u00e9")]
    [InlineData("wells", "vve11s")]
    [InlineData("apple", "\u0430\u0440\u0440\u04cf\u0435")]
    public void They_are_read_alike(string one, string other) => Assert.Equal(Confusables.Skeleton(one), Confusables.Skeleton(other));

    [Theory]
    [InlineData("paypal", "payral")]
    [InlineData("here", "there")]
    public void They_are_not_read_alike(string one, string other) => Assert.NotEqual(Confusables.Skeleton(one), Confusables.Skeleton(other));

    [Theory]
    [InlineData("mustermann", "mustermenn", true)]
    [InlineData("mustermann", "musterman", true)]
    [InlineData("mustermann", "musterrmann", true)]
    [InlineData("mustermann", "mustremann", true)]
    [InlineData("mustermann", "mustermann", false)]
    [InlineData("mustermann", "wustermann", false)]
    [InlineData("mustermann", "mustermen", false)]
    [InlineData("mail-1", "mail-2", false)]
    [InlineData("example", "example7", false)]
    [InlineData("hotel", "motel", false)]
    [InlineData("", "", false)]
    public void One_letter_makes_the_difference(string one, string other, bool near)
    {
        Assert.Equal(near, NearName.AreNear(one, other));
        Assert.Equal(near, NearName.AreNear(other, one));
    }

    [Fact]
    public void No_brand_is_taken_for_another()
    {
        string[] own = ["paypal", "microsoft", "google", "apple", "outlook", "live", "office365", "linkedin", "icloud", "sparkasse", "postbank", "meta", "youtube", "aexp"];
        Assert.All(own, static name => Assert.Null(Brands.Resembled(name)));
    }
}
