namespace Postamt.Screening.Tests.Spf;

/// <summary>Which record counts, and what it may cost (RFC 7208 2, 4).</summary>
public sealed class LookupTests : SpfTest
{
    [Theory]
    [InlineData("2.3 the name the client calls itself by, where there is no sender", "", "client.example", "pass")]
    [InlineData("2.4 the sender's domain", "bob@example.com", "client.example", "fail")]
    [InlineData("4.3 a sender without a local part", "@example.com", "client.example", "fail")]
    [InlineData("4.3 a label of 64 octets", "bob@A1234567890123456789012345678901234567890123456789012345678901234.example.com", "client.example", "none")]
    [InlineData("4.3 a label of nothing", "bob@lyme..example.com", "client.example", "none")]
    [InlineData("4.3 one label only", "", "client", "none")]
    [InlineData("4.3 an address in brackets", "", "[192.0.2.1]", "none")]
    [InlineData("4.3 a name with a space", "", "JUMPIN' JUPITER.example", "none")]
    [InlineData("4.3 a domain that does not exist", "bob@nowhere.example", "client.example", "none")]
    [InlineData("4.3 a domain in another script is asked for by its A-labels", "bob@bücher.example", "client.example", "softfail")]
    [InlineData("4.3 a dot at the end changes nothing", "", "client.example.", "pass")]
    public async Task Whose_record_counts(string rule, string sender, string helo, string result)
    {
        const string Dns = """
            example.com TXT v=spf1 -all
            client.example TXT v=spf1 ip4:192.0.2.1 -all
            client TXT v=spf1 -all
            xn--bcher-kva.example TXT v=spf1 ~all
            """;
        Assert.Equal((rule, result), (rule, (await AskAsync(Dns, sender: sender, helo: helo)).Result.ToString().ToLowerInvariant()));
    }

    [Theory]
    [InlineData("4.4 no answer", "example.com BROKEN TXT", "temperror")]
    [InlineData("4.5 no record", "example.com A 192.0.2.1", "none")]
    [InlineData("4.5 other TXT records", "example.com TXT hello\nexample.com TXT v=spf2.0/pra -all", "none")]
    [InlineData("4.5 another version", "example.com TXT v=spf10", "none")]
    [InlineData("4.5 something right behind the version", "example.com TXT v=spf1mx -all", "none")]
    [InlineData("4.5 the version is a word, in any case", "example.com TXT V=SPF1 -ALL", "fail")]
    [InlineData("4.5 nothing but the version", "example.com TXT v=spf1", "neutral")]
    [InlineData("4.5 spaces at the end", "example.com TXT v=spf1  -all  ", "fail")]
    [InlineData("4.5 two records", "example.com TXT v=spf1 -all\nexample.com TXT v=spf1 +all", "permerror")]
    [InlineData("4.5 one record among others", "example.com TXT Nothing to see here … \nexample.com TXT v=spf1 -all", "fail")]
    [InlineData("4.7 nothing matches", "example.com TXT v=spf1 ip4:198.51.100.1", "neutral")]
    public async Task Which_record_counts(string rule, string dns, string result) =>
        Assert.Equal((rule, result), (rule, (await AskAsync(dns)).Result.ToString().ToLowerInvariant()));

    [Theory]
    [InlineData("2.6.2 ?", "?all", "neutral")]
    [InlineData("2.6.3 +", "+all", "pass")]
    [InlineData("2.6.3 nothing", "all", "pass")]
    [InlineData("2.6.4 -", "-all", "fail")]
    [InlineData("2.6.5 ~", "~all", "softfail")]
    [InlineData("4.6.2 the first that matches", "ip4:192.0.2.1 -all", "pass")]
    [InlineData("4.6.1 names in any case", "IP4:192.0.2.1 -ALL", "pass")]
    public async Task What_a_qualifier_says(string rule, string terms, string result) => Assert.Equal((rule, result), (rule, await ResultAsync("v=spf1 " + terms)));

    [Theory]
    [InlineData("4.6 an unknown mechanism", "v=spf1 ip4:192.0.2.1 moo")]
    [InlineData("4.6 a fault behind what matches", "v=spf1 all a:foo.example//129")]
    [InlineData("4.6.1 a qualifier alone", "v=spf1 - all")]
    [InlineData("4.6.1 two qualifiers", "v=spf1 +-all")]
    [InlineData("4.6.1 a qualifier before a modifier", "v=spf1 -redirect=other.example")]
    [InlineData("4.6.1 a modifier without a name", "v=spf1 =all")]
    [InlineData("4.6.1 a modifier's name begins with a letter", "v=spf1 9=all")]
    [InlineData("4.6.1 an argument behind a modifier's colon", "v=spf1 foo:bar=baz")]
    [InlineData("4.6.1 tabs are no spaces", "v=spf1 -all\tall")]
    [InlineData("12 an octet that is not ASCII", "v=spf1 a:bücher.example -all")]
    [InlineData("12 a control character", "v=spf1 a:ctrl\u0003.example -all")]
    [InlineData("12 a zero", "v=spf1 a:zero.example\0 -all")]
    public async Task What_is_not_understood_is_an_error(string rule, string record) =>
        Assert.Equal((rule, "permerror"), (rule, await ResultAsync(record)));

    [Fact]
    public async Task A_record_may_cost_ten_lookups_and_no_more()
    {
        var ten = string.Concat(Enumerable.Range(0, 10).Select(i => $" exists:e{i}.example"));
        var zone = string.Concat(Enumerable.Range(0, 11).Select(i => $"e{i}.example A 127.0.0.2\n")) + "q.example A 198.51.100.1";
        var misses = string.Concat(Enumerable.Repeat(" a:q.example", 9));
        Assert.Equal("pass", await ResultAsync("v=spf1" + ten + " -all", zone));
        Assert.Equal("fail", await ResultAsync($"v=spf1{misses} a:q.example -all", zone));
        Assert.Equal("permerror", await ResultAsync($"v=spf1{misses} a:q.example a:q.example -all", zone));
        // ip4, ip6 and all cost nothing (4.6.4).
        Assert.Equal("fail", await ResultAsync($"v=spf1{misses} a:q.example ip4:198.51.100.9 ip6:2001:db8::9 -all", zone));
    }

    [Fact]
    public async Task All_records_together_may_cost_ten_lookups()
    {
        var zone = "q.example A 198.51.100.1\ni.example TXT v=spf1" + string.Concat(Enumerable.Repeat(" a:q.example", 5)) + "\n";
        Assert.Equal("fail", await ResultAsync("v=spf1 include:i.example" + string.Concat(Enumerable.Repeat(" a:q.example", 4)) + " -all", zone));
        Assert.Equal("permerror", await ResultAsync("v=spf1 include:i.example include:i.example -all", zone));
    }

    [Theory]
    [InlineData("include", "v=spf1 include:example.com -all")]
    [InlineData("redirect", "v=spf1 redirect=example.com")]
    public async Task What_leads_to_itself_ends(string way, string record) => Assert.Equal((way, "permerror"), (way, await ResultAsync(record)));

    [Theory]
    [InlineData("two", "v=spf1 a:n1.example mx:n2.example ?all", "neutral")]
    [InlineData("three", "v=spf1 a:n1.example mx:n2.example exists:n3.example ?all", "permerror")]
    [InlineData("names without such records", "v=spf1 a:t.example mx:t.example exists:t.example ?all", "permerror")]
    [InlineData("a server without addresses is none of them", "v=spf1 mx:m.example a:n1.example a:n2.example ?all", "neutral")]
    public async Task Two_lookups_may_find_nothing(string case_, string record, string result) =>
        Assert.Equal((case_, result), (case_, await ResultAsync(record, "t.example TXT here\nm.example MX 10 gone.example")));

    [Fact]
    public async Task Of_a_domain_with_eleven_mail_servers_none_is_asked_for()
    {
        string Servers(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"m.example MX {i} h{i}.example\nh{i}.example A 192.0.2.{i + 1}\n"));
        Assert.Equal("pass", await ResultAsync("v=spf1 mx:m.example -all", Servers(10), client: "192.0.2.10"));
        Assert.Equal("permerror", await ResultAsync("v=spf1 mx:m.example -all", Servers(11)));
    }

    [Fact]
    public async Task Of_a_client_with_eleven_names_ten_are_looked_at()
    {
        string Names(int right) => string.Concat(Enumerable.Range(0, 11).Select(i => $"192.0.2.1 PTR h{i}.example\nh{i}.example A {(i == right ? "192.0.2.1" : "198.51.100.1")}\n"));
        Assert.Equal("pass", await ResultAsync("v=spf1 ptr:h9.example -all", Names(9)));
        Assert.Equal("fail", await ResultAsync("v=spf1 ptr:h10.example -all", Names(10)));
    }
}
