namespace Postamt.Screening.Tests.Spf;

/// <summary>Each mechanism (RFC 7208 5), and how it is written (12).</summary>
public sealed class MechanismTests : SpfTest
{
    private const string Six = "2001:db8::1";

    private const string Dns = """
        example.com A 192.0.2.1
        example.com AAAA 2001:db8::1
        example.com MX 10 mx.example.com
        mx.example.com A 192.0.2.2
        mx.example.com AAAA 2001:db8::2
        other.example A 198.51.100.1
        only6.example AAAA 2001:db8::1
        broken.example BROKEN A
        brokenmx.example BROKEN MX
        nomx.example A 192.0.2.1
        null.example MX 0
        foo:bar/baz.example A 192.0.2.1
        under_score.example A 192.0.2.1
        pass.example TXT v=spf1 +all
        fail.example TXT v=spf1 -all
        soft.example TXT v=spf1 ~all
        neutral.example TXT v=spf1 ?all
        wrong.example TXT v=spf1 moo
        later.example BROKEN TXT
        192.0.2.1 PTR mail.Example.com
        192.0.2.1 PTR liar.example
        192.0.2.1 PTR broken.example
        mail.example.com A 192.0.2.1
        liar.example A 198.51.100.7
        2001:db8::1 PTR six.example.com
        six.example.com AAAA 2001:db8::1
        """;

    [Theory]
    [InlineData("5.1 all matches always", "all", "pass")]
    [InlineData("5.1 what stands behind it does not count", "-all include:later.example", "fail")]
    [InlineData("5.2 include, pass", "include:pass.example -all", "pass")]
    [InlineData("5.2 include, pass, with a qualifier", "~include:pass.example -all", "softfail")]
    [InlineData("5.2 include, fail", "include:fail.example ~all", "softfail")]
    [InlineData("5.2 include, softfail", "include:soft.example -all", "fail")]
    [InlineData("5.2 include, neutral", "include:neutral.example -all", "fail")]
    [InlineData("5.2 include, temperror", "include:later.example -all", "temperror")]
    [InlineData("5.2 include, permerror", "include:wrong.example -all", "permerror")]
    [InlineData("5.2 include, none", "include:other.example -all", "permerror")]
    [InlineData("5.2 include, malformed", "include:%{l}.%{l}..example.com -all", "permerror")]
    [InlineData("5.3 a, the domain itself", "a -all", "pass")]
    [InlineData("5.3 a, another", "a:other.example -all", "fail")]
    [InlineData("5.3 a, a name of odd characters", "a:foo:bar/baz.example -all", "pass")]
    [InlineData("5.3 a, an underscore", "a:under_score.example -all", "pass")]
    [InlineData("5.3 a, no such name", "a:gone.example -all", "fail")]
    [InlineData("5.3 a, a dot at the end", "a:example.com. -all", "pass")]
    [InlineData("5 a, temperror", "a:broken.example -all", "temperror")]
    [InlineData("5 a, prefix", "a:mx.example.com/30 -all", "pass")]
    [InlineData("5 a, prefix of another", "a:mx.example.com/31 -all", "fail")]
    [InlineData("5 a, prefix of nothing", "a:other.example/0 -all", "pass")]
    [InlineData("5 a, prefix of nothing and no such name", "a:gone.example/0 -all", "fail")]
    [InlineData("5 a, a prefix for the other kind", "a:mx.example.com//0 -all", "fail")]
    [InlineData("5 a, both prefixes", "a:mx.example.com/30//128 -all", "pass")]
    [InlineData("5 a, of the other kind only", "a:only6.example -all", "fail")]
    [InlineData("5.4 mx, not the domain's own address", "mx -all", "fail")]
    [InlineData("5.4 mx, prefix", "mx/24 -all", "pass")]
    [InlineData("5.4 mx, no implicit one", "mx:nomx.example -all", "fail")]
    [InlineData("5.4 mx, null", "mx:null.example -all", "fail")]
    [InlineData("5.4 mx, temperror", "mx:brokenmx.example -all", "temperror")]
    [InlineData("5.5 ptr, the domain itself, in any case", "ptr -all", "pass")]
    [InlineData("5.5 ptr, a domain above the name", "ptr:example.com -all", "pass")]
    [InlineData("5.5 ptr, a name that does not lead back", "ptr:liar.example -all", "fail")]
    [InlineData("5.5 ptr, a name that only ends alike", "ptr:xample.com -all", "fail")]
    [InlineData("5.6 ip4", "ip4:192.0.2.1 -all", "pass")]
    [InlineData("5.6 ip4, prefix", "ip4:192.0.2.129/24 -all", "pass")]
    [InlineData("5.6 ip4, prefix of nothing", "ip4:203.0.113.1/0 -all", "pass")]
    [InlineData("5.6 ip4, another", "ip4:192.0.2.2 -all", "fail")]
    [InlineData("5.6 ip6 is another kind", "ip6:::/0 -all", "fail")]
    [InlineData("5.6 ip6, an IPv4 address within", "ip6:::ffff:192.0.2.1 -all", "fail")]
    [InlineData("5.7 exists", "exists:other.example -all", "pass")]
    [InlineData("5.7 exists, no such name", "exists:gone.example -all", "fail")]
    [InlineData("5.7 exists, IPv4 only", "exists:only6.example -all", "fail")]
    [InlineData("5.7 exists, temperror", "exists:broken.example -all", "temperror")]
    public async Task What_matches(string rule, string terms, string result) => Assert.Equal((rule, result), (rule, await ResultAsync("v=spf1 " + terms, Dns)));

    [Theory]
    [InlineData("5.3 a", "a -all", Six, "pass")]
    [InlineData("5.3 a, prefix", "a:mx.example.com//126 -all", Six, "pass")]
    [InlineData("5.3 a, both prefixes", "a:mx.example.com/0//128 -all", Six, "fail")]
    [InlineData("5.3 a, IPv4 only", "a:other.example/0//0 -all", Six, "fail")]
    [InlineData("5.4 mx, prefix", "mx//64 -all", Six, "pass")]
    [InlineData("5.5 ptr", "ptr:example.com -all", Six, "pass")]
    [InlineData("5.6 ip4 is another kind", "ip4:0.0.0.0/0 -all", Six, "fail")]
    [InlineData("5.6 ip6", "ip6:2001:DB8::1 -all", Six, "pass")]
    [InlineData("5.6 ip6, prefix", "ip6:2001:db8:0:ffff::/32 -all", Six, "pass")]
    [InlineData("5.6 ip6, prefix of nothing", "ip6:cafe::/0 -all", Six, "pass")]
    [InlineData("5.7 exists asks for IPv4", "exists:other.example -all", Six, "pass")]
    [InlineData("5 an IPv4 address within IPv6 is IPv4", "ip4:192.0.2.1 -all", "::ffff:192.0.2.1", "pass")]
    public async Task What_matches_of_ipv6(string rule, string terms, string client, string result) =>
        Assert.Equal((rule, result), (rule, await ResultAsync("v=spf1 " + terms, Dns, client)));

    [Theory]
    [InlineData("all.")]
    [InlineData("all:example.com")]
    [InlineData("all/8")]
    [InlineData("include")]
    [InlineData("include:")]
    [InlineData("include:pass.example/24")]
    [InlineData("a:")]
    [InlineData("a/")]
    [InlineData("a/33")]
    [InlineData("a/032")]
    [InlineData("a//129")]
    [InlineData("a//")]
    [InlineData("a///64")]
    [InlineData("a/24/64")]
    [InlineData("a:/24")]
    [InlineData("a:example.com/")]
    [InlineData("a:example.com:8080")]
    [InlineData("a:com")]
    [InlineData("a:com.")]
    [InlineData("a:198.51.100.1")]
    [InlineData("a:example.-com")]
    [InlineData("a:example.com-")]
    [InlineData("a:example..")]
    [InlineData("a:example.co_m")]
    [InlineData("mx:")]
    [InlineData("mx/33")]
    [InlineData("mx:example.com//129")]
    [InlineData("ptr:")]
    [InlineData("ptr/0")]
    [InlineData("ptr:example.com/24")]
    [InlineData("ip4")]
    [InlineData("ip4:")]
    [InlineData("ip4/24")]
    [InlineData("ip4:192.0.2")]
    [InlineData("ip4:192.0.2.0.1")]
    [InlineData("ip4:192.0.2.256")]
    [InlineData("ip4:192.0.2.01")]
    [InlineData("ip4:192.0.2.1/33")]
    [InlineData("ip4:192.0.2.1/032")]
    [InlineData("ip4:192.0.2.1//32")]
    [InlineData("ip4:192.0.2.1:25")]
    [InlineData("ip4:2001:db8::1")]
    [InlineData("ip6")]
    [InlineData("ip6:")]
    [InlineData("ip6:192.0.2.1")]
    [InlineData("ip6:2001:db8::1/129")]
    [InlineData("ip6:2001:db8::1//64")]
    [InlineData("ip6:2001:db8::1%eth0")]
    [InlineData("ip6:[2001:db8::1]")]
    [InlineData("ip6:cafe::babe::1")]
    [InlineData("exists")]
    [InlineData("exists:")]
    [InlineData("exists:other.example/24")]
    public async Task How_it_must_not_be_written(string term) => Assert.Equal((term, "permerror"), (term, await ResultAsync($"v=spf1 {term} -all", Dns)));
}
