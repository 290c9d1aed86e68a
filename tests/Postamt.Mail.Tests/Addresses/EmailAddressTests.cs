using Postamt.Mail.Addresses;

namespace Postamt.Mail.Tests.Addresses;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("anna@example.com", "anna@example.com")]
    [InlineData("Anna.B+c@Example.COM", "Anna.B+c@example.com")]
    [InlineData("\"anna\"@example.com", "anna@example.com")]
    [InlineData("\"a b\"@example.com", "\"a b\"@example.com")]
    [InlineData("\"a\\\"b\"@example.com", "\"a\\\"b\"@example.com")]
    [InlineData("\"a@b\"@example.com", "\"a@b\"@example.com")]
    [InlineData("a@[192.0.2.1]", "a@[192.0.2.1]")]
    [InlineData("a@[IPv6:2001:DB8::1]", "a@[IPv6:2001:db8::1]")]
    [InlineData("a@b\u00fccher.example", "a@xn--bcher-kva.example")]
    [InlineData("a@XN--BCHER-KVA.example", "a@xn--bcher-kva.example")]
    [InlineData("u\u0308@example.com", "\u00fc@example.com")]
    public void An_address_has_one_wire_form(string text, string wire)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal(wire, address.ToString());
        Assert.Equal(address, EmailAddress.Parse(wire));
    }

    [Theory]
    [Trait("attack", "37")]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("@d")]
    [InlineData("a@")]
    [InlineData("\"\"@d.example")]
    [InlineData(".a@d.example")]
    [InlineData("a.@d.example")]
    [InlineData("a..b@d.example")]
    [InlineData("a b@d.example")]
    [InlineData("a@@d.example")]
    [InlineData("a@d@e.example")]
    [InlineData("\"a@d.example")]
    [InlineData("\"a\"b@d.example")]
    [InlineData("\"a\\\"@d.example")]
    [InlineData("a@-d.example")]
    [InlineData("a@d..example")]
    [InlineData("a@d_e.example")]
    [InlineData("a@127.0.0.1")]
    [InlineData("a@[127.1]")]
    [InlineData("a@[2130706433]")]
    [InlineData("a@[IPv6:1.2.3.4]")]
    [InlineData("a@[IPv6:fe80::1%eth0]")]
    [InlineData("a@[x-tag:foo]")]
    [InlineData("a@xn--zz.example")]
    [InlineData("<a@d.example>")]
    public void What_is_no_address_is_refused(string text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Theory]
    [Trait("attack", "23")]
    [InlineData('\r')]
    [InlineData('\n')]
    [InlineData('\0')]
    [InlineData('\x1b')]
    [InlineData('\x7f')]
    [InlineData('\x85')]
    [InlineData('\u2028')]
    [InlineData('\u202e')]
    [InlineData('\ud800')]
    [InlineData('\ufffe')]
    public void Control_and_reordering_characters_are_refused_when_read_and_when_made(char c)
    {
        Assert.False(EmailAddress.TryParse($"a{c}b@d.example", out _));
        Assert.False(EmailAddress.TryParse($"\"a{c}b\"@d.example", out _));
        Assert.False(EmailAddress.TryParse($"\"a\\{c}b\"@d.example", out _));
        Assert.False(EmailAddress.TryParse($"a@d{c}.example", out _));
        Assert.Throws<ArgumentException>(() => new EmailAddress($"a{c}b", DomainName.Parse("d.example")));
    }

    [Fact]
    [Trait("attack", "37")]
    public void Limits_hold_to_the_octet()
    {
        Assert.True(EmailAddress.TryParse(new string('a', 64) + "@d.example", out _));
        Assert.False(EmailAddress.TryParse(new string('a', 65) + "@d.example", out _));
        Assert.True(EmailAddress.TryParse(new string('\u00e4', 32) + "@d.example", out _));
        Assert.False(EmailAddress.TryParse(new string('\u00e4', 33) + "@d.example", out _));
        Assert.True(EmailAddress.TryParse("\"" + new string(' ', 62) + "\"@d.example", out _));
        Assert.False(EmailAddress.TryParse("\"" + new string(' ', 63) + "\"@d.example", out _));
        // A path has 256 octets with its brackets.
        Assert.True(EmailAddress.TryParse("ab@" + Domain(251), out _));
        Assert.False(EmailAddress.TryParse("abc@" + Domain(251), out _));
        Assert.True(DomainName.TryParse(Domain(253), out _));
        Assert.False(DomainName.TryParse(Domain(254), out _));
    }

    [Fact]
    [Trait("attack", "34")]
    public void A_quoted_foreign_address_stays_a_local_part_of_ours()
    {
        var address = EmailAddress.Parse("\"victim@evil.com x\"@our.example");
        Assert.Equal("our.example", address.Domain.Ascii);
        Assert.Equal("\"victim@evil.com x\"@our.example", address.ToString());
    }

    [Theory]
    [Trait("attack", "36")]
    [InlineData("\";sleep 66;\"@d.example")]
    [InlineData("$(id)@d.example")]
    [InlineData("${run{x}}@d.example")]
    [InlineData("|cmd@d.example")]
    [InlineData("/file@d.example")]
    [InlineData("\"../../x\"@d.example")]
    public void Shell_words_are_data_or_no_address(string text)
    {
        if (EmailAddress.TryParse(text, out var address))
            Assert.Equal(address, EmailAddress.Parse(address.ToString()));
    }

    [Theory]
    [Trait("attack", "39")]
    [InlineData("ANNA", "anna")]
    [InlineData("u\u0308ber", "\u00fcber")]
    [InlineData("\uff21nna", "anna")]
    [InlineData("an\u200dna", "anna")]
    [InlineData("an\u00adna", "anna")]
    [InlineData("adm\u0131n", "ADMIN")]
    [InlineData("adm\u0130n", "admin")]
    [InlineData("stra\u00dfe", "STRASSE")]
    [InlineData("\u03c3\u03bf\u03c6\u03bf\u03c2", "\u03a3\u039f\u03a6\u039f\u03a3")]
    [InlineData("o\ufb03ce", "office")]
    public void Spellings_that_people_take_for_one_have_one_key(string one, string other) =>
        Assert.Equal(EmailAddress.Parse(one + "@d.example").LookupKey, EmailAddress.Parse(other + "@d.example").LookupKey);

    [Fact]
    [Trait("attack", "39")]
    public void A_fullwidth_at_sign_is_no_separator()
    {
        Assert.False(EmailAddress.TryParse("anna\uff20d.example", out _));
        Assert.Equal("d.example", EmailAddress.Parse("anna\uff20evil@d.example").Domain.Ascii);
        Assert.True(EmailAddress.Parse("\u0430nna@d.example").MixesLookAlikes);
        Assert.False(EmailAddress.Parse("\u0430\u0431\u0432@d.example").MixesLookAlikes);
    }

    [Fact]
    [Trait("attack", "40")]
    public void All_spellings_of_a_domain_are_equal()
    {
        string[] spellings = ["b\u00fccher.example", "B\u00dcCHER.Example", "bu\u0308cher.example", "xn--bcher-kva.example", "XN--BCHER-KVA.EXAMPLE.", "b\u00fccher\u3002example"];
        Assert.Single(spellings.Select(DomainName.Parse).Distinct());
        Assert.Equal("b\u00fccher.example", DomainName.Parse(spellings[3]).Unicode);
    }

    private static string Domain(int length)
    {
        var labels = string.Concat(Enumerable.Repeat(new string('a', 49) + ".", 10));
        return labels[..(length - 2)].TrimEnd('.') is var head && head.Length == length - 2 ? head + ".b" : labels[..(length - 3)] + "x.b";
    }
}
