using Postamt.Screening.Rules.Hosts;

namespace Postamt.Screening.Tests.Rules;

/// <summary>Names that say something else than the address behind them. Whom the mail is for is anna.berg@mustermann.example.</summary>
public sealed class NameRuleTests
{
    [Theory]
    [InlineData("name-other-address", "From: \"boss@mustermann.example\" <x@evil.example>", "From: \"joe@example.com\" <joe@mail.example.com>")]
    [InlineData("name-other-address", "From: =?utf-8?Q?boss=40mustermann.example?= <x@evil.example>", "From: Joe @ Example <joe@example.com>")]
    [InlineData("name-other-address", "From: \"boss@mustermann.example\" <x@lists.example>", "From: \"boss@mustermann.example\" <x@lists.example>|List-Id: <x.lists.example>")]
    [InlineData("name-other-domain", "From: www.paypal.com <x@evil.example>", "From: example.com <joe@mail.example.com>")]
    [InlineData("name-other-domain", "From: paypal.com <x@evil.example>", "From: \"Vers. 1.com\" <joe@example.com>")]
    [InlineData("name-brand", "From: PayPal Service <x@evil.example>", "From: PayPalika <x@evil.example>")]
    [InlineData("name-brand", "From: \"Your Microsoft account\" <x@evil.example>", "From: \"Your Microsoft account\" <x@accountprotection.microsoft.com>")]
    [InlineData("name-brand", "From: Amazon <x@amazon.evil.example>", "From: Amazon <x@amazon.co.uk>")]
    [InlineData("name-recipient", "From: Anna Berg <x@evil.example>", "From: Anna Bergmann <x@evil.example>")]
    [InlineData("name-recipient", "From: \"Berg, Anna\" <x@evil.example>", "From: \"Berg, Anna\" <anna@mustermann.example>")]
    [InlineData("name-recipient", "From: Dr. Anna B. <x@evil.example>|To: \"dr. anna b.\" <anna.berg@mustermann.example>", "From: Dr. Anna B. <x@evil.example>|To: \"dr. anna b.\" <anna.berg@other.example>")]
    [InlineData("name-ours", "From: Mustermann Support <x@evil.example>", "From: Mustermannsche Erben <x@evil.example>")]
    [InlineData("name-ours", "From: \"IT (mustermann.example)\" <x@evil.example>", "From: Mustermann Support <x@mustermann.com>")]
    [InlineData("reply-free-mail", "Reply-To: x@gmail.com", "Reply-To: x@example.com")]
    [InlineData("reply-free-mail", "Reply-To: x@yahoo.co.uk", "Reply-To: x@yahoo.example.com")]
    [InlineData("reply-other-box", "From: Joe <joe@gmail.com>|Reply-To: jim@gmail.com", "From: Joe <joe@gmail.com>|Reply-To: Joe@gmail.com")]
    public Task Who_it_says_it_is_from(string rule, string fields, string near) => RuleMail.TellsApartAsync(rule, RuleMail.Text(fields), RuleMail.Text(near));

    [Theory]
    [InlineData("www.example.com", "example.com")]
    [InlineData("example.com", "example.com")]
    [InlineData("a.b.example.co.uk", "example.co.uk")]
    [InlineData("co.uk", "co.uk")]
    [InlineData("www.t.co", "t.co")]
    [InlineData("joe.github.io", "joe.github.io")]
    [InlineData("a.joe.github.io", "joe.github.io")]
    [InlineData("localhost", "localhost")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("[2001:db8::1]", "[2001:db8::1]")]
    [InlineData("..", "")]
    [InlineData(".com", ".com")]
    [InlineData("", "")]
    public void What_somebody_registered(string host, string domain) => Assert.Equal(domain, RegistrableDomain.Of(host));
}
