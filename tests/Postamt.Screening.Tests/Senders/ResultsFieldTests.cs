using System.Net;
using System.Text;
using Postamt.Mail.Headers;
using Postamt.Screening.Arc;
using Postamt.Screening.Dkim;
using Postamt.Screening.Dmarc;
using Postamt.Screening.Senders;
using Postamt.Screening.Spf;

namespace Postamt.Screening.Tests.Senders;

/// <summary>How Authentication-Results are written (RFC 8601 2.2).</summary>
public sealed class ResultsFieldTests
{
    private static readonly SenderFacts Facts = new(
        new ReverseOutcome(ReverseResult.Pass, IPAddress.Parse("192.0.2.1"), "mail.example.com", "192.0.2.1 is mail.example.com"),
        new SpfAnswer(SpfResult.Pass, "example.com", "mx"), true, new SpfAnswer(SpfResult.None, "mail.example.com", "no record"),
        [new DkimOutcome(DkimResult.Pass, "example.com", "s1", "@example.com", "rsa-sha256", "it fits", "abcdefghijk")],
        new ArcOutcome(ArcResult.None, [], 0, "nobody sealed it"),
        [new DmarcOutcome(DmarcResult.Pass, "example.com", DmarcPolicy.Reject, "example.com", "signed by example.com")]);

    [Fact]
    public void All_that_was_found_stands_in_it() => Assert.Equal(
        "mx.here.example; iprev=pass policy.iprev=192.0.2.1; spf=pass smtp.mailfrom=example.com; spf=none smtp.helo=mail.example.com; "
        + "dkim=pass header.d=example.com header.s=s1 header.a=rsa-sha256 header.b=abcdefgh; arc=none; dmarc=pass header.from=example.com",
        Read(Facts));

    [Fact]
    public void What_is_amiss_is_said_in_words() => Assert.Contains(
        "spf=softfail reason=\"~all\" smtp.mailfrom=example.com; ", Read(Facts with { Spf = new SpfAnswer(SpfResult.SoftFail, "example.com", "~all") }), StringComparison.Ordinal);

    [Fact]
    public void Without_a_path_the_clients_name_was_asked_about() =>
        Assert.Contains("spf=pass smtp.helo=example.com; dkim", Read(Facts with { HasPath = false, Helo = null }), StringComparison.Ordinal);

    [Fact]
    public void What_is_missing_is_said() =>
        Assert.Contains("dkim=none; arc=none; dmarc=permerror reason=", Read(Facts with { Dkim = [], Dmarc = [] }), StringComparison.Ordinal);

    [Theory]
    [Trait("attack", "74")]
    [InlineData("legit.example'a.attack.example")]
    [InlineData("legit.example(.attack.example")]
    [InlineData("legit.example; dmarc=pass header.from=bank.example")]
    [InlineData("legit.example\"; dmarc=pass\\")]
    [InlineData("legit.example\r\nSubject: another")]
    [InlineData("legit.ëxample\0")]
    public void Nothing_a_stranger_says_breaks_out(string said)
    {
        var field = ResultsField.Make("mx.here.example", Facts with
        {
            Spf = new SpfAnswer(SpfResult.Fail, said, said),
            Dkim = [new DkimOutcome(DkimResult.PermError, said, said, "@" + said, said, said, said)],
            Dmarc = [new DmarcOutcome(DmarcResult.Fail, said, DmarcPolicy.None, said, said)],
        });
        Assert.True(Ascii.IsValid(field) && field.EndsWith("\r\n", StringComparison.Ordinal));
        // One field, and without what stands in quotes nothing of it is left but our own words.
        Assert.Equal(1, HeaderFields.Count(Encoding.ASCII.GetBytes(field), "Authentication-Results"u8));
        Assert.All(field.TrimEnd().Split("\r\n").Skip(1), line => Assert.StartsWith("\t", line, StringComparison.Ordinal));
        var bare = System.Text.RegularExpressions.Regex.Replace(Unfolded(field), "\"(\\\\.|[^\"\\\\])*\"", "Q");
        Assert.Equal(6, bare.Split(';').Length - 1);
        Assert.DoesNotContain("pass header.from", bare, StringComparison.Ordinal);
        Assert.DoesNotContain('(', bare);
    }

    [Fact]
    [Trait("attack", "78")]
    public void A_thousand_signatures_are_ten_in_it()
    {
        var field = Read(Facts with { Dkim = [.. Enumerable.Repeat(Facts.Dkim[0], 1000)] });
        Assert.Equal(10, field.Split("dkim=").Length - 1);
    }

    [Fact]
    public void Long_values_are_cut()
    {
        var field = ResultsField.Make("mx.here.example", Facts with { Spf = new SpfAnswer(SpfResult.PermError, new string('a', 10_000), new string('b', 10_000)) });
        Assert.True(field.Length < 2000);
    }

    private static string Read(SenderFacts facts) => Unfolded(ResultsField.Make("mx.here.example", facts))["Authentication-Results: ".Length..].TrimEnd();

    private static string Unfolded(string field) => field.Replace("\r\n\t", " ", StringComparison.Ordinal);
}
