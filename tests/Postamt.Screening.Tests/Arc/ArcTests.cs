using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Postamt.Dns;
using Postamt.Mail.Addresses;
using Postamt.Screening.Arc;
using Postamt.Screening.Dkim;

namespace Postamt.Screening.Tests.Arc;

/// <summary>Chains of custody, as foreign cases have them and as they are broken (RFC 8617).</summary>
public sealed class ArcTests
{
    private const string Mail = "From: Bob <bob@example.org>\r\nTo: list@lists.example\r\nSubject: Hello\r\nDate: Mon, 05 Jan 2026 10:00:00 +0100\r\n\r\nHi\r\n";
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names() => [.. SealingNames];

    private static readonly string[] SealingNames =
    [
        "message_body_eol_wsp", "message_body_inl_wsp", "message_body_end_lines", "message_body_trail_crlf", "headers_field_name_case", "headers_field_unfold", "headers_eol_wsp", "headers_inl_wsp",
        "headers_col_wsp", "i0_base", "i1_base", "i2_base", "i1_base_fail", "i2_base_fail", "no_additional_sig", "ar_merged1", "ar_merged2",
    ];

    [Fact]
    public void No_case_is_left_out() => Assert.Equal(SealingNames, SealingCases.Read().Select(each => each.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_seal_is_the_one_that_is_wanted(string name)
    {
        var wanted = SealingCases.Read().Single(each => each.Name == name);
        var (pkcs1, record) = SealingCases.Keys();
        using var rsa = RSA.Create();
        rsa.ImportRSAPrivateKey(Convert.FromBase64String(pkcs1), out _);
        using var key = DkimSigningKey.Open(DomainName.Parse("example.org"), "dummy", rsa.ExportPkcs8PrivateKey());
        var results = ResultsOf(wanted);
        // What was found when it came stands in the mail, as the seal has to repeat it.
        var found = Regex.Match(results, @"\barc=(\w+)").Groups[1].Value switch { "pass" => ArcResult.Pass, "fail" => ArcResult.Fail, _ => ArcResult.None };
        var sealer = new ArcSealer(new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(wanted.Time)));
        var sealedFields = Encoding.UTF8.GetString(await sealer.SealAsync(Stream(wanted.Message), found, results, key, wanted.Fields.Split(':'), Token));
        if (wanted.Seal.Trim().Length == 0)
        {
            Assert.Empty(sealedFields);
            return;
        }
        Assert.Equal((Tags(wanted.Seal), Tags(wanted.Signature)), (Tags(Field(sealedFields, "ARC-Seal")), Tags(Field(sealedFields, "ARC-Message-Signature"))));
        if (found == ArcResult.Fail) return;
        var outcome = await new ArcVerifier(new FixedResolver().Txt("dummy._domainkey.example.org", record), new DkimLimits()).VerifyAsync(Stream(sealedFields + wanted.Message), Token);
        Assert.Equal((ArcResult.Pass, outcome.Why), (outcome.Result, outcome.Why));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public async Task What_several_custodians_sealed_holds(int custodians)
    {
        using var chain = new Chain();
        var mail = await chain.SealAsync(Mail, custodians);
        var outcome = await chain.AskAsync(mail);
        Assert.Equal((ArcResult.Pass, custodians, 0), (outcome.Result, outcome.Sealers.Count, outcome.OldestPass));
    }

    [Fact]
    [Trait("attack", "82")]
    public async Task A_chain_of_fifty_one_does_not_hold_and_is_not_made()
    {
        using var chain = new Chain();
        var mail = await chain.SealAsync(Mail, 50);
        Assert.Equal(mail, await chain.SealAsync(mail, 1));
        Assert.Equal(ArcResult.Fail, (await chain.AskAsync(mail.Replace("ARC-Seal: ", "ARC-Seal: i=51; a=rsa-sha256; cv=pass; d=a; s=b; b=AA==\r\nARC-Seal: ", StringComparison.Ordinal))).Result);
    }

    [Fact]
    public async Task Who_changed_a_mail_before_the_last_custodian_is_known()
    {
        using var chain = new Chain();
        var mail = (await chain.SealAsync(Mail, 2)).Replace("Subject: Hello", "Subject: [list] Hello", StringComparison.Ordinal);
        Assert.Equal(ArcResult.Fail, (await chain.AskAsync(mail)).Result);
        var outcome = await chain.AskAsync(await chain.SealAsync(mail, 1, ArcResult.Pass));
        Assert.Equal((ArcResult.Pass, 3), (outcome.Result, outcome.OldestPass));
    }

    [Theory]
    [Trait("attack", "82")]
    [InlineData("5.2 1. no seals", "^ARC-[^:]*: (?s:.*?)(?=^From)", "", ArcResult.None)]
    [InlineData("5.2 3A a set without results", @"^ARC-Authentication-Results: i=1(?s:.*?)(?=^From|^ARC)", "", ArcResult.Fail)]
    [InlineData("5.2 3A a set with two seals", @"^(ARC-Seal: (?s:.*?)(?=^ARC-M))", "$1$1", ArcResult.Fail)]
    [InlineData("5.2 3B a gap", @"i=1;", "i=3;", ArcResult.Fail)]
    [InlineData("4.2.1 an instance of zero", @"i=1;", "i=0;", ArcResult.Fail)]
    [InlineData("4.2.1 an instance that is no number", @"i=1;", "i=one;", ArcResult.Fail)]
    [InlineData("5.2 2. the last custodian found it broken", @"cv=pass", "cv=fail", ArcResult.Fail)]
    [InlineData("5.2 3C a later one says none", @"cv=pass", "cv=none", ArcResult.Fail)]
    [InlineData("5.2 3C the first one says pass", @"cv=none", "cv=pass", ArcResult.Fail)]
    [InlineData("5.2 4. the body was changed", @"Hi\r\n$", "Ho\r\n", ArcResult.Fail)]
    [InlineData("5.2 4. the header was changed", @"^Subject: Hello", "Subject: Bye", ArcResult.Fail)]
    [InlineData("5.2 6. what was testified was changed", @"spf=pass", "spf=fail", ArcResult.Fail)]
    [InlineData("5.2 6. a seal of another", @"d=sealer1\.example", "d=sealer2.example", ArcResult.Fail)]
    [InlineData("5.2.1 a key that is not to be had", @"s=s1;", "s=s9;", ArcResult.Fail)]
    [InlineData("4.1.3 a seal that names fields", @"cv=pass;", "cv=pass; h=from;", ArcResult.Fail)]
    [InlineData("4.1.2 a custodian that signs seals", @"h=from:", "h=arc-seal:from:", ArcResult.Fail)]
    [InlineData("a field without tags", @"^ARC-Seal: (?s:.*?)(?=^ARC-M)", "ARC-Seal: junk\r\n", ArcResult.Fail)]
    [InlineData("results without an instance", @"^ARC-Authentication-Results: i=", "ARC-Authentication-Results: j=", ArcResult.Fail)]
    [InlineData("a version does not count", @"^ARC-Message-Signature: ", "ARC-Message-Signature: ", ArcResult.Pass)]
    public async Task What_is_broken_is_found(string rule, string pattern, string replacement, ArcResult result)
    {
        using var chain = new Chain();
        var mail = await chain.SealAsync(Mail, 2);
        var changed = Regex.Replace(mail, pattern, replacement, RegexOptions.Multiline);
        Assert.Equal((rule, result), (rule, (await chain.AskAsync(changed)).Result));
    }

    [Fact]
    public async Task A_broken_chain_is_sealed_once_more_and_never_again()
    {
        using var chain = new Chain();
        var broken = (await chain.SealAsync(Mail, 1)).Replace("Hi\r\n", "Ho\r\n", StringComparison.Ordinal);
        var marked = await chain.SealAsync(broken, 1, ArcResult.Fail);
        Assert.Contains("cv=fail", marked, StringComparison.Ordinal);
        Assert.Equal(marked, await chain.SealAsync(marked, 1, ArcResult.Fail));
    }

    private static MemoryStream Stream(string mail) => new(Encoding.UTF8.GetBytes(mail));

    /// <summary>The results of the service that seals, from however many fields.</summary>
    private static string ResultsOf(SealingCase wanted)
    {
        var fields = Regex.Matches(wanted.Message.Split("\r\n\r\n")[0] + "\r\n", @"^Authentication-Results:\s*(?<service>[^;\s]+)\s*;(?<rest>(?s:.*?))\r\n(?![ \t])", RegexOptions.Multiline);
        return wanted.Service + ";" + string.Join(";", fields.Where(field => field.Groups["service"].Value == wanted.Service).Select(field => field.Groups["rest"].Value));
    }

    private static string Field(string fields, string name) => Regex.Match(fields, $@"^{name}:(?<value>(?s:.*?))\r\n(?![ \t])", RegexOptions.Multiline).Groups["value"].Value;

    private static string Tags(string value) => string.Join("; ", value.Split(';').Select(tag => string.Concat(tag.Where(each => !char.IsWhiteSpace(each)))).Where(tag => tag.Length > 0).Order(StringComparer.Ordinal));

    private sealed class Chain : IDisposable
    {
        private readonly DkimSigningKey _key = DkimSigningKey.Open(DomainName.Parse("sealer1.example"), "s1", DkimSigningKey.Create(isEd25519: true));

        public async Task<string> SealAsync(string mail, int custodians, ArcResult? found = null)
        {
            for (var i = 0; i < custodians; i++)
            {
                var status = found ?? (mail.Contains("ARC-Seal:", StringComparison.Ordinal) ? ArcResult.Pass : ArcResult.None);
                mail = Encoding.UTF8.GetString(await new ArcSealer(Time).SealAsync(Stream(mail), status, "lists.example; spf=pass smtp.mailfrom=example.org", _key, null, Token)) + mail;
            }
            return mail;
        }

        public async Task<ArcOutcome> AskAsync(string mail) =>
            await new ArcVerifier(new FixedResolver().Txt("s1._domainkey.sealer1.example", _key.Record), new DkimLimits()).VerifyAsync(Stream(mail), Token);

        public void Dispose() => _key.Dispose();
    }
}
