using System.Text;
using Postamt.Mail.Headers;

namespace Postamt.Mail.Tests.Headers;

public sealed class AddressListTests
{
    [Theory]
    [InlineData("a@b", "|a@b")]
    [InlineData("<a@b>", "|a@b")]
    [InlineData("Anna <a@b>", "Anna|a@b")]
    [InlineData("\"Anna, B.\" <a@b>, c@d", "Anna, B.|a@b;|c@d")]
    [InlineData("Anna (x) B. <a@b>", "Anna B.|a@b")]
    [InlineData("a@b (Anna)", "Anna|a@b")]
    [InlineData("a@b (Anna \\) (B))", "Anna ) (B)|a@b")]
    [InlineData("=?utf-8?q?=C3=A4?= <a@b>", "\u00e4|a@b")]
    [InlineData("<@x,@y:a@b>", "|a@b")]
    [InlineData("Group: a@b, C <c@d>;, e@f", "[Group;|a@b;C|c@d;];|e@f")]
    [InlineData("undisclosed-recipients:;", "[undisclosed-recipients;]")]
    [InlineData("\"a b\"@c", "|\"a b\"@c")]
    [InlineData("\"ab\"@c", "|ab@c")]
    [InlineData("a . b @ c . d", "|a.b@c.d")]
    [InlineData("a@[192.0.2.1]", "|a@[192.0.2.1]")]
    [InlineData("root", "|root")]
    [InlineData(",, a@b ,,", "|a@b")]
    [InlineData("", "")]
    public void Lists_are_read_in_all_their_forms(string text, string expected) => Assert.Equal(expected, Print(text));

    [Theory]
    [Trait("attack", "70")]
    [InlineData("paypal@p.example <evil@e.example>", "paypal@p.example|evil@e.example")]
    [InlineData("\"paypal@p.example\" <evil@e.example>", "paypal@p.example|evil@e.example")]
    [InlineData("<a@b> <c@d>", "|a@b")]
    [InlineData("\"victim@evil.com x\"@our.dom", "|\"victim@evil.com x\"@our.dom")]
    [InlineData("a b@c", "|\"a b\"@c")]
    [InlineData("a@b@c", "|a@b@c")]
    public void Tricks_are_read_one_way(string text, string expected) => Assert.Equal(expected, Print(text));

    [Fact]
    [Trait("attack", "38")]
    public void Hostile_lists_are_linear_and_end()
    {
        foreach (var piece in new[] { "a@b,", "a:", "(", "<", "\"", "\\", "g:;", "a@b <", "[", ")", "@", "a@b(", "=?utf-8?q?x?=", "\0", ">;," })
        {
            var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(piece, 100_000)));
            Assert.InRange(AddressLists.Parse(text).Count, 0, 2_000);
            Assert.InRange(AddressLists.Parse(text, int.MaxValue).Count, 0, 200_001);
        }
    }

    [Fact]
    public void Message_identifiers_are_found_in_any_disorder()
    {
        Assert.Equal(["<a@b>", "<c@d>"], MessageIds.All("x <a@b> (y) <c@\r\n d> <> <"u8));
        Assert.Equal("<b>", MessageIds.First("<a <b>"u8));
        Assert.Null(MessageIds.First("a@b"u8));
        var many = MessageIds.All(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1_000).Select(i => $"<{i}>"))), 10);
        Assert.Equal(["<0>", .. Enumerable.Range(991, 9).Select(i => $"<{i}>")], many);
    }

    private static string Print(string text) => string.Join(';', AddressLists.Parse(text).Select(a =>
        a.IsGroupStart ? "[" + a.Local : a.IsGroupEnd ? "]" : $"{a.DisplayName}|{a.Address}"));
}
