using Postamt.Screening.Dkim;
using Postamt.Screening.Dmarc;
using Postamt.Screening.Spf;
using Postamt.Screening.Tests.Spf;

namespace Postamt.Screening.Tests.Dmarc;

/// <summary>Who speaks for a From, and what its domain asks for (RFC 9989).</summary>
public sealed class DmarcTests
{
    [Theory]
    [InlineData("4.4 the same domain", "example.com", "example.com", "", "Pass")]
    [InlineData("4.4 a domain below", "example.com", "mail.example.com", "", "Pass")]
    [InlineData("4.4 a domain above", "mail.example.com", "example.com", "", "Pass")]
    [InlineData("4.4 a sister", "a.example.com", "b.example.com", "", "Pass")]
    [InlineData("4.4 another organization", "example.com", "example.org", "", "Fail")]
    [InlineData("4.4 a name that only ends alike", "example.com", "badexample.com", "", "Fail")]
    [InlineData("4.4 strict, a domain below", "strict.example", "mail.strict.example", "", "Fail")]
    [InlineData("4.4 strict, the same", "strict.example", "strict.example", "", "Pass")]
    [InlineData("4.4 in any case", "example.com", "EXAMPLE.com", "", "Pass")]
    [InlineData("4.10 below a public suffix each is its own", "one.bank", "two.bank", "", "Fail")]
    [InlineData("4.10 below a public suffix, the same organization", "one.bank", "mail.one.bank", "", "Pass")]
    [InlineData("4.10 a part of an organization that is its own", "own.example.com", "example.com", "", "Fail")]
    [InlineData("4.7 nobody asks for anything", "silent.example", "other.example", "", "None")]
    [InlineData("4.10.1 two records are none", "two.example", "other.example", "", "None")]
    [InlineData("4.10 DNS is away", "broken.example", "other.example", "", "TempError")]
    [InlineData("4.5 a signature that is not good", "example.com", "", "example.com", "Fail")]
    public async Task Who_speaks_for_a_from(string rule, string from, string signer, string badSigner, string result)
    {
        var outcome = await AskAsync(from, null, signer.Length > 0 ? Signed(DkimResult.Pass, signer) : Signed(DkimResult.Fail, badSigner));
        Assert.Equal((rule, result), (rule, $"{outcome.Result}"));
    }

    [Theory]
    [InlineData("4.7 p", "bad@example.com", "Reject", "example.com")]
    [InlineData("4.7 sp", "bad@mail.example.com", "Quarantine", "example.com")]
    [InlineData("4.7 np", "bad@gone.example.com", "Reject", "example.com")]
    [InlineData("4.10.1 its own record comes first", "bad@own.example.com", "None", "own.example.com")]
    [InlineData("4.7 no sp: as p", "bad@sub.strict.example", "Reject", "strict.example")]
    [InlineData("4.7 no p: none", "bad@nop.example", "None", "nop.example")]
    [InlineData("4.7 p is no word of it", "bad@wrongp.example", "None", "wrongp.example")]
    [InlineData("4.7 t: one step less", "bad@trying.example", "Quarantine", "trying.example")]
    [InlineData("4.10.1 of the public suffix", "bad@none.bank", "Reject", "bank")]
    [InlineData("4.10 a name of many labels", "bad@a.b.c.d.e.f.g.h.i.j.example.com", "Quarantine", "example.com")]
    public async Task What_is_asked_for(string rule, string from, string policy, string source)
    {
        var outcome = await AskAsync(from.Split('@')[1], null);
        Assert.Equal((rule, "Fail", policy, source), (rule, $"{outcome.Result}", $"{outcome.Policy}", outcome.Source));
    }

    [Theory]
    [InlineData(SpfResult.Pass, "mail.example.com", "Pass")]
    [InlineData(SpfResult.Pass, "example.org", "Fail")]
    [InlineData(SpfResult.SoftFail, "example.com", "Fail")]
    [InlineData(SpfResult.TempError, "example.com", "TempError")]
    public async Task A_server_of_the_domain_speaks_for_it(SpfResult spf, string domain, string result) =>
        Assert.Equal(result, $"{(await AskAsync("example.com", new SpfAnswer(spf, domain, ""))).Result}");

    [Fact]
    public async Task A_signature_whose_key_is_not_to_be_had_now_leaves_it_open() => Assert.Equal("TempError", $"{(await AskAsync("example.com", null, Signed(DkimResult.TempError, "example.com"))).Result}");

    [Fact]
    public async Task A_signature_of_somebody_else_whose_key_is_not_to_be_had_leaves_nothing_open()
    {
        Assert.Equal("Fail", $"{(await AskAsync("example.com", null, Signed(DkimResult.TempError, "evil.example"))).Result}");
        Assert.Equal("Fail", $"{(await AskAsync("example.com", new SpfAnswer(SpfResult.TempError, "evil.example", ""))).Result}");
        Assert.Equal("Fail", $"{(await AskAsync("strict.example", null, Signed(DkimResult.TempError, "mail.strict.example"))).Result}");
        // A check that broke here is nobody's fault but ours.
        Assert.Equal("TempError", $"{(await AskAsync("example.com", null, Signed(DkimResult.TempError, ""))).Result}");
    }

    [Fact]
    [Trait("attack", "81")]
    public async Task A_walk_is_eight_questions_at_most()
    {
        var dns = new CountingResolver(Zone.Read(""));
        await new DmarcCheck(dns).AskAsync(string.Join('.', Enumerable.Repeat("a", 100)) + ".example", null, [], TestContext.Current.CancellationToken);
        Assert.Equal(8, dns.Texts);
    }

    [Theory]
    [Trait("attack", "81")]
    [InlineData("v=DMARC1")]
    [InlineData("v=DMARC1; p=reject; p=none")]
    [InlineData("v=dmarc1; p=reject")]
    [InlineData("p=reject; v=DMARC1")]
    [InlineData("v=DMARC1 p=reject")]
    [InlineData("v=DMARC1; =;;")]
    public async Task Junk_is_asked_of_nobody(string record)
    {
        var outcome = await new DmarcCheck(Zone.Read($"_dmarc.junk.example TXT {record}")).AskAsync("junk.example", null, [], TestContext.Current.CancellationToken);
        Assert.Equal(DmarcPolicy.None, outcome.Policy);
    }

    private static async Task<DmarcOutcome> AskAsync(string from, SpfAnswer? spf, params DkimOutcome[] signatures)
    {
        const string Dns = """
            _dmarc.example.com TXT v=DMARC1; p=reject; sp=quarantine; np=reject; foo=bar
            mail.example.com A 192.0.2.1
            a.b.c.d.e.f.g.h.i.j.example.com A 192.0.2.1
            _dmarc.own.example.com TXT v=DMARC1; p=none; psd=n
            _dmarc.strict.example TXT v=DMARC1;p=reject;adkim=s;aspf=s;
            _dmarc.nop.example TXT v=DMARC1; rua=mailto:a@nop.example
            _dmarc.wrongp.example TXT v=DMARC1; p=destroy
            _dmarc.trying.example TXT v=DMARC1; p=reject; t=y
            _dmarc.bank TXT v=DMARC1; p=reject; psd=y
            _dmarc.one.bank TXT v=DMARC1; p=none
            _dmarc.two.example TXT v=DMARC1; p=reject
            _dmarc.two.example TXT v=DMARC1; p=none
            _dmarc.broken.example BROKEN TXT
            """;
        return await new DmarcCheck(Zone.Read(Dns)).AskAsync(from, spf, signatures, TestContext.Current.CancellationToken);
    }

    private static DkimOutcome Signed(DkimResult result, string domain) => new(result, domain, "s1", "@" + domain, "rsa-sha256", "", "");
}
