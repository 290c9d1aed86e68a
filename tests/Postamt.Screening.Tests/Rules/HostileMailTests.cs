using System.Text;
using Microsoft.Extensions.Time.Testing;
using Postamt.Screening.Rules;
using Postamt.Screening.Rules.Clues;
using Postamt.Screening.Rules.Hosts;
using Postamt.Screening.Rules.Links;
using Postamt.Screening.Rules.Lookalikes;
using Postamt.Screening.Rules.Texts;
using Postamt.Screening.Verdicts;

namespace Postamt.Screening.Tests.Rules;

/// <summary>Mails that are made to break who looks at them, or to keep him busy: each is far larger than what a quadratic step would get through while somebody waits.</summary>
public sealed class HostileMailTests
{
    private const int Much = 100_000;

    [Theory]
    [InlineData("one field of a megabyte", "Subject: ", "a", 1_000_000, "")]
    [InlineData("one subject of encoded words", "Subject: ", "=?utf-8?B?4oCu?= ", 60_000, "")]
    [InlineData("encoded words without an end", "Subject: ", "=?x?Q?", 160_000, "")]
    [InlineData("a hundred thousand fields", "X-A: b\r\n", "X-A: b\r\n", Much, "")]
    [InlineData("a hundred thousand recipients", "To: ", "a@b.example, ", Much, "")]
    [InlineData("a hundred thousand hops", "Received: from x ([1.2.3.4]) by y; soon\r\n", "Received: from yahoo.com (\r\n", Much, "")]
    [InlineData("a date of open brackets", "Date: ", "(", 1_000_000, "")]
    [InlineData("an identifier of open brackets", "Message-ID: ", "<", 1_000_000, "")]
    [InlineData("a display name of signs", "From: ", "@", 1_000_000, "")]
    public async Task A_header(string what, string begin, string piece, int times, string end) =>
        Assert.True(await RunAsync(Encoding.UTF8.GetBytes(begin + string.Concat(Enumerable.Repeat(piece, times)) + end + "\r\n\r\nHello\r\n")) is Finding.Pass or Finding.Weighs, what);

    [Theory]
    [InlineData("a hundred thousand links", "<a href=http://a.b.c.example/>www.d.example</a>")]
    [InlineData("links to one another", "<a href=http://www.google.com/url?q=http://www.google.com/url?q=http")]
    [InlineData("tags that do not end", "<a <font <img <body ")]
    [InlineData("quotes that do not end", "<a href=\"")]
    [InlineData("comments that do not end", "<!-- <!-")]
    [InlineData("references that do not end", "&#&#x&#12345")]
    [InlineData("references to nothing", "&#0;&#xD800;&#x110000;&#99999999999;")]
    [InlineData("words of one letter", "a b ")]
    [InlineData("words broken up", "a<!---->b<x>")]
    [InlineData("phrases that begin", "this is not spa to be removed fro next of ki")]
    [InlineData("phrases", "this is not spam next of kin to be removed from ")]
    [InlineData("colours", "<font color=#fff><body bgcolor=#fff>")]
    [InlineData("hosts of labels", "<a href=http://a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a/>")]
    [InlineData("different hosts", "<a href=http://xn--a-0aa.xn--pypal-4ve.paypal.com.0x1.")]
    [InlineData("NULs", "\0<\0a\0")]
    public async Task A_page(string what, string piece) => Assert.True(await RunAsync(Encoding.UTF8.GetBytes(RuleMail.Page(string.Concat(Enumerable.Repeat(piece, Much))))) is Finding.Pass or Finding.Weighs, what);

    [Theory]
    [InlineData("a host of a megabyte", "<a href=http://", "a", "/>x</a>")]
    [InlineData("a host of dots", "<a href=http://", ".", "/>x</a>")]
    [InlineData("a number of a megabyte", "<a href=http://", "0", "/>x</a>")]
    [InlineData("a port of a megabyte", "<a href=http://a.example:", "8", "/>x</a>")]
    [InlineData("users", "<a href=http://", "a@", "/>x</a>")]
    [InlineData("a shown address of a megabyte", "<a href=http://a.example/>www.", "b.", "</a>")]
    public async Task A_link(string what, string begin, string piece, string end) => Assert.True(await RunAsync(Encoding.UTF8.GetBytes(RuleMail.Page(begin + string.Concat(Enumerable.Repeat(piece, 1_000_000)) + end))) is Finding.Pass or Finding.Weighs, what);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rubbish(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var octets = new byte[random.Next(2_000)];
            random.NextBytes(octets);
            await RunAsync(octets);
            await RunAsync([.. "From: a <a@b.example>\r\nContent-Type: text/html; charset=utf-16\r\n\r\n"u8, .. octets]);
        }
    }

    [Theory]
    [InlineData("\ud800")]
    [InlineData("\udc00a\ud800")]
    [InlineData("x\ud800.\udfff.example")]
    [InlineData("\0")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("xn--")]
    [InlineData("xn--a-\ud800")]
    [InlineData("\u202e\u200b\ufeff")]
    public void Half_a_character_is_as_good_as_any(string text)
    {
        Assert.True(Said.Short(text) is { Length: > 0 } said && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(said)) == said);
        Assert.NotNull(Confusables.Skeleton(text));
        Assert.NotNull(RegistrableDomain.NameOf(text));
        Assert.False(Scripts.MixesInLabel(text));
        Assert.Null(Brands.Resembled(text));
        Assert.Null(ShownHost.Find(text));
        Assert.Equal(NumericHostKind.None, NumericHost.KindOf(text));
        Assert.Equal(default, Phrases.Count(text));
        Assert.Equal(text.Contains('\u202e', StringComparison.Ordinal), OverrideScan.Has(text));
    }

    private static async Task<Finding> RunAsync(byte[] octets) => await new RulesCheck(new FakeTimeProvider(RuleMail.Now)).RunAsync(RuleMail.Input(octets), TestContext.Current.CancellationToken);
}
