namespace Postamt.Screening.Tests.Spf;

/// <summary>redirect, exp and modifiers nobody knows (RFC 7208 6), and what a refused sender is told (8.4).</summary>
public sealed class ModifierTests : SpfTest
{
    private const string Dns = """
        pass.example TXT v=spf1 ip4:192.0.2.1 -all
        fail.example TXT v=spf1 -all exp=why.fail.example
        why.fail.example TXT fail.example: no
        soft.example TXT v=spf1 ~all
        next.example TXT v=spf1 redirect=pass.example
        later.example BROKEN TXT
        nothing.example A 192.0.2.1
        why.example TXT Ask %{d}, %{i} is none of its servers.
        two.example TXT one
        two.example TXT two
        syntax.example TXT %{i
        letters.example TXT %{c} %{r} %{t} %{S}
        foreign.example TXT für niemanden
        other.example A 192.0.2.99
        """;

    [Theory]
    [InlineData("6.1 redirect, when nothing matches", "ip4:198.51.100.1 redirect=pass.example", "pass")]
    [InlineData("6.1 redirect, wherever it stands", "redirect=pass.example ip4:198.51.100.1", "pass")]
    [InlineData("6.1 redirect, not when something matches", "?ip4:192.0.2.1 redirect=pass.example", "neutral")]
    [InlineData("6.1 redirect, not beside all", "redirect=pass.example ?all", "neutral")]
    [InlineData("6.1 redirect, its result counts", "redirect=soft.example", "softfail")]
    [InlineData("6.1 redirect, further", "redirect=next.example", "pass")]
    [InlineData("6.1 redirect, to no record", "redirect=nothing.example", "permerror")]
    [InlineData("6.1 redirect, to no name", "redirect=gone.example", "permerror")]
    [InlineData("6.1 redirect, temperror", "redirect=later.example", "temperror")]
    [InlineData("6.1 redirect, empty", "redirect=", "permerror")]
    [InlineData("6.1 redirect, no domain", "redirect=a:b", "permerror")]
    [InlineData("6 redirect, twice", "redirect=pass.example redirect=soft.example", "permerror")]
    [InlineData("6 exp, twice", "exp=why.example exp=why.example -all", "permerror")]
    [InlineData("6.2 exp, empty", "exp= -all", "permerror")]
    [InlineData("6.2 exp, only a name", "exp=-all", "permerror")]
    [InlineData("6 others do not matter", "default=pass foo=bar t-e_s.t=%{d} -all", "fail")]
    [InlineData("6 others may be empty and come twice", "foo= foo= -all", "fail")]
    [InlineData("6 others are texts with macros", "foo=%abc -all", "permerror")]
    public async Task What_a_modifier_does(string rule, string terms, string result) => Assert.Equal((rule, result), (rule, await ResultAsync("v=spf1 " + terms, Dns)));

    [Theory]
    [InlineData("6.2 its words", "-all exp=why.example", "Ask example.com, 192.0.2.1 is none of its servers.")]
    [InlineData("6.2 none", "-all", "")]
    [InlineData("6.2 a name with macros", "-all exp=%{d1r}.%{v}.example", "")]
    [InlineData("6.2 no such name", "-all exp=gone.example", "")]
    [InlineData("6.2 no answer", "-all exp=later.example", "")]
    [InlineData("6.2 two records", "-all exp=two.example", "")]
    [InlineData("6.2 a text with a fault", "-all exp=syntax.example", "")]
    [InlineData("6.2 not in ASCII", "-all exp=foreign.example", "")]
    [InlineData("6.2 not a name that can be", "-all exp=%{l}..example", "")]
    [InlineData("7.2 letters of explanations", "-all exp=letters.example", "192.0.2.1 mx.here.example 1767603600 bob%40example.com")]
    [InlineData("6.2 include, not of the included", "-include:pass.example exp=why.example", "Ask example.com, 192.0.2.1 is none of its servers.")]
    [InlineData("6.2 include, not of one that did not match", "include:fail.example -all", "")]
    [InlineData("6.2 redirect, of the last", "redirect=fail.example exp=why.example", "fail.example: no")]
    public async Task What_a_refused_sender_is_told(string rule, string terms, string explanation)
    {
        var answer = await AskAsync($"example.com TXT v=spf1 {terms}\n{Dns}");
        Assert.Equal((rule, "Fail", explanation), (rule, $"{answer.Result}", answer.Explanation));
    }

    [Fact]
    public async Task Who_may_send_is_told_nothing() => Assert.Equal("", (await AskAsync($"example.com TXT v=spf1 +all exp=why.example\n{Dns}")).Explanation);

    [Fact]
    public async Task An_explanation_fits_into_a_reply()
    {
        var answer = await AskAsync($"example.com TXT v=spf1 -all exp=long.example\nlong.example TXT {new string('a', 5000)}");
        Assert.Equal(new Postamt.Screening.Spf.SpfLimits().ExplanationLength, answer.Explanation.Length);
    }

    [Fact]
    public async Task Each_answer_says_in_words_what_decided()
    {
        Assert.Equal("\"-all\" of example.com", (await AskAsync("example.com TXT v=spf1 -all")).Why);
        Assert.Equal("\"ip4:192.0.2.1\" of pass.example", (await AskAsync($"example.com TXT v=spf1 redirect=pass.example\n{Dns}")).Why);
        Assert.Equal("in the SPF record of example.com: \"moo\" is not understood", (await AskAsync("example.com TXT v=spf1 moo")).Why);
        Assert.Equal("DNS gave no answer about later.example", (await AskAsync($"example.com TXT v=spf1 include:later.example\n{Dns}")).Why);
    }
}
