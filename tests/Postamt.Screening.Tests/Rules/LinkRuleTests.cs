using Postamt.Screening.Rules.Links;

namespace Postamt.Screening.Tests.Rules;

/// <summary>Links that are not what they seem.</summary>
public sealed class LinkRuleTests
{
    [Theory]
    [InlineData("link-shows-other", "<a href=\"http://evil.example/\">www.bank.example</a>", "<a href=\"http://login.bank.example/\">www.bank.example</a>")]
    [InlineData("link-shows-other", "<a href=\"http://evil.example/\">https://bank.com/login</a>", "<a href=\"http://bank.de/\">https://bank.com/login</a>")]
    [InlineData("link-shows-other", "<a href=\"http://evil.example/\">bank.com</a>", "<a href=\"http://evil.example/\">asp.net</a>")]
    [InlineData("link-shows-other", "<a href=\"http://evil.example/\">bank.com</a>", "<a href=\"http://clicks.example/?to=http%3A%2F%2Fbank.com\">bank.com</a>")]
    [InlineData("link-shows-other", "<a href=\"http://evil.example/\">bank.com</a>", "<a href=\"http://evil.example/\">joe@bank.com</a>")]
    [InlineData("link-user", "<a href=\"http://bank.example@evil.example/\">here</a>", "<a href=\"http://evil.example/?who=a@b.example\">here</a>")]
    [InlineData("link-redirected", "<a href=\"http://www.google.com/url?q=http://evil.example/\">here</a>", "<a href=\"http://www.google.com/search?q=http\">here</a>")]
    [InlineData("link-redirected", "<a href=\"http://www.google.com/url?q=https%3A%2F%2Fevil.example/\">here</a>", "<a href=\"http://clicks.example/?to=http://shop.example/\">here</a>")]
    [InlineData("link-shortened", "<a href=\"https://bit.ly/x\">here</a>", "<a href=\"https://notbit.ly/x\">here</a>")]
    [InlineData("link-script", "<a href=\"javascript:alert(1)\">here</a>", "<a href=\"mailto:a@b.example\">here</a>")]
    [InlineData("link-script", "<a href=\"data:text/html,x\">here</a>", "<a href=\"http://data.example/\">here</a>")]
    [InlineData("host-number", "<a href=\"http://198.51.100.7/\">here</a>", "<a href=\"http://192.168.0.7/\">here</a>")]
    [InlineData("host-number", "<a href=\"http://[2001:db8::1]/\">here</a>", "<a href=\"http://a198.51.100.7.example/\">here</a>")]
    [InlineData("host-odd-number", "<a href=\"http://0xc6336407/\">here</a>", "<a href=\"http://198.51.100.7/\">here</a>")]
    [InlineData("host-odd-number", "<a href=\"http://3325256711/\">here</a>", "<a href=\"http://7up.example/\">here</a>")]
    [InlineData("host-escaped", "<a href=\"http://%65vil.example/\">here</a>", "<a href=\"http://evil.example/%65\">here</a>")]
    [InlineData("host-port", "<a href=\"http://evil.example:8765/\">here</a>", "<a href=\"http://evil.example:443/\">here</a>")]
    [InlineData("host-long", "<a href=\"http://a.b.c.d.e.f.example/\">here</a>", "<a href=\"http://a.b.c.d.example/\">here</a>")]
    public Task Where_it_leads(string rule, string html, string near) => RuleMail.TellsApartAsync(rule, RuleMail.Page(html), RuleMail.Page(near));

    [Theory]
    [InlineData("198.51.100.7", "Plain")]
    [InlineData("[2001:db8::1]", "Plain")]
    [InlineData("10.1.2.3", "None")]
    [InlineData("127.0.0.1", "None")]
    [InlineData("192.168.1.1", "None")]
    [InlineData("192.0.2.1", "Plain")]
    [InlineData("0306.063.0144.07", "Odd")]
    [InlineData("0xC6.0x33.0x64.0x7", "None")]
    [InlineData("0xc6.0x33.0x64.0x7", "Odd")]
    [InlineData("198.51.25607", "Odd")]
    [InlineData("017700000001", "Odd")]
    [InlineData("1.2.3.4.5", "None")]
    [InlineData("198.51.100.", "None")]
    [InlineData("3com.example", "None")]
    [InlineData("", "None")]
    public void A_host_that_is_a_number(string host, string kind) => Assert.Equal(kind, NumericHost.KindOf(host).ToString());
}
