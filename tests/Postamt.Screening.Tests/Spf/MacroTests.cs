namespace Postamt.Screening.Tests.Spf;

/// <summary>Macros (RFC 7208 7).</summary>
public sealed class MacroTests : SpfTest
{
    private const string Sender = "strong-bad@email.example.com";
    private const string Names = """
        192.0.2.3 PTR mx.example.org
        mx.example.org A 192.0.2.3
        2001:db8::cb01 PTR mx.example.org
        mx.example.org AAAA 2001:db8::cb01
        """;

    [Theory]
    [InlineData("%{s}", "strong-bad@email.example.com")]
    [InlineData("%{o}", "email.example.com")]
    [InlineData("%{d}", "email.example.com")]
    [InlineData("%{d4}", "email.example.com")]
    [InlineData("%{d3}", "email.example.com")]
    [InlineData("%{d2}", "example.com")]
    [InlineData("%{d1}", "com")]
    [InlineData("%{dr}", "com.example.email")]
    [InlineData("%{d2r}", "example.email")]
    [InlineData("%{l}", "strong-bad")]
    [InlineData("%{l-}", "strong.bad")]
    [InlineData("%{lr}", "strong-bad")]
    [InlineData("%{lr-}", "bad.strong")]
    [InlineData("%{l1r-}", "strong")]
    [InlineData("%{d127}", "email.example.com")]
    [InlineData("%{d99999999999999999999}", "email.example.com")]
    [InlineData("%{i}", "192.0.2.3")]
    [InlineData("%{ir}", "3.2.0.192")]
    [InlineData("%{v}", "in-addr")]
    [InlineData("%{h}", "client.example")]
    [InlineData("%{p}", "mx.example.org")]
    [InlineData("%{S}", "strong-bad%40email.example.com")]
    [InlineData("%{s.-@}", null)]
    [InlineData("%%", "%")]
    [InlineData("%_", " ")]
    [InlineData("%-", "%20")]
    [InlineData("%{o-+.}", "email.example.com")]
    [InlineData("a%{d1}b%{l-}c", "acombstrong.badc")]
    [InlineData("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com")]
    [InlineData("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com")]
    [InlineData("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com")]
    [InlineData("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com")]
    [InlineData("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net")]
    public async Task What_a_macro_stands_for(string text, string? expanded) => Assert.Equal(expanded ?? "", await SaidAsync(text, "192.0.2.3"));

    [Theory]
    [InlineData("%{ir}.%{v}._spf.%{d2}", "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com")]
    [InlineData("%{i}", "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.b.0.1")]
    [InlineData("%{c}", "2001:db8::cb01")]
    [InlineData("%{p}", "mx.example.org")]
    public async Task What_a_macro_stands_for_with_ipv6(string text, string expanded) => Assert.Equal(expanded, await SaidAsync(text, "2001:db8::cb01"));

    [Theory]
    [InlineData("%")]
    [InlineData("%(ir)")]
    [InlineData("%a")]
    [InlineData("%{")]
    [InlineData("%{d")]
    [InlineData("%{}")]
    [InlineData("%{x}")]
    [InlineData("%{d0}")]
    [InlineData("%{dr2}")]
    [InlineData("%{d!}")]
    [InlineData("%{c}")]
    [InlineData("%{r}")]
    [InlineData("%{t}")]
    public async Task How_a_macro_must_not_be_written(string text) => Assert.Equal((text, "permerror"), (text, await ResultAsync($"v=spf1 exists:{text}.example.com -all")));

    [Theory]
    [InlineData("the domain itself", "192.0.2.1 PTR a.example\n192.0.2.1 PTR sub.example.com\n192.0.2.1 PTR example.com\na.example A 192.0.2.1\nsub.example.com A 192.0.2.1\nexample.com A 192.0.2.1", "example.com")]
    [InlineData("a name below it", "192.0.2.1 PTR a.example\n192.0.2.1 PTR sub.example.com\na.example A 192.0.2.1\nsub.example.com A 192.0.2.1", "sub.example.com")]
    [InlineData("any other", "192.0.2.1 PTR a.example\na.example A 192.0.2.1", "a.example")]
    [InlineData("one that does not lead back", "192.0.2.1 PTR a.example\na.example A 192.0.2.9", "unknown")]
    [InlineData("none", "", "unknown")]
    public async Task Which_name_of_the_client_counts(string case_, string names, string said) =>
        Assert.Equal((case_, said), (case_, (await AskAsync($"example.com TXT v=spf1 -all exp=why.example\nwhy.example TXT %{{p}}\n{names}")).Explanation));

    [Fact]
    public async Task A_name_that_is_too_long_loses_labels_on_the_left()
    {
        var label = new string('a', 50);
        var tail = string.Join('.', Enumerable.Repeat(label, 4)) + ".example.com";
        Assert.Equal("pass", await ResultAsync($"v=spf1 exists:b.{label}.{tail} -all", $"{tail} A 127.0.0.2"));
    }

    [Fact]
    public async Task The_senders_words_stay_the_same_in_other_records()
    {
        const string Next = "next.example TXT v=spf1 exists:%{l}.%{o}.%{d}.test -all\nbob.example.com.next.example.test A 127.0.0.2";
        Assert.Equal("pass", await ResultAsync("v=spf1 include:next.example -all", Next));
        Assert.Equal("pass", await ResultAsync("v=spf1 redirect=next.example", Next));
    }

    [Theory]
    [InlineData("", "postmaster.client.example.test")]
    [InlineData("@example.com", "postmaster.example.com.test")]
    public async Task Without_a_local_part_it_is_postmaster(string sender, string asked)
    {
        const string Record = "TXT v=spf1 exists:%{l}.%{o}.test -all";
        Assert.Equal("Pass", $"{(await AskAsync($"example.com {Record}\nclient.example {Record}\n{asked} A 127.0.0.2", sender: sender)).Result}");
    }

    private static async Task<string> SaidAsync(string text, string client) =>
        (await AskAsync($"email.example.com TXT v=spf1 -all exp=why.example\nwhy.example TXT {text}\n{Names}", client, Sender)).Explanation;
}
