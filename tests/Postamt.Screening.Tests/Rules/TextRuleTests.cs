using System.Text;

namespace Postamt.Screening.Tests.Rules;

/// <summary>How a text is written.</summary>
public sealed class TextRuleTests
{
    private const string Shout = "BUY NOW AND SAVE MORE THAN YOU HAVE. ";
    private const string Calm = "Buy it some day, and save what you have. ";

    [Theory]
    [InlineData("text-invisible", "pass\u200bword ac\u200bcount lo\u200cgin", "one \u200b two \u200b three \u200b four \u200b")]
    [InlineData("text-alphabets", "p\u0430ssword \u0430ccount l\u043egin", "password \u043f\u0430\u0440\u043e\u043b\u044c \u043b\u043e\u0433\u0438\u043d \u0441\u0447\u0451\u0442")]
    [InlineData("text-alphabets", "p\u03b1ssword \u03b1ccount l\u03bfgin", "10 \u03bcm and 20 \u03a9 and 3 \u03b1")]
    [InlineData("text-spaced", "Buy V I A G R A or c.i.a.l.i.s today", "Buy a b c or d.e.f today")]
    [InlineData("text-capitals", Shout + Shout + Shout + Shout + Shout + Shout + Shout + Shout, Calm + Calm + Calm + Calm + Calm + Calm + Calm + Calm)]
    [InlineData("text-capitals", Shout + Shout + Shout + Shout + Shout + Shout + Shout + Shout, Shout)]
    [InlineData("text-denial", "This is NOT spam.", "This is spam.")]
    [InlineData("text-removal", "To be removed from our list write to us.", "To unsubscribe follow this link.")]
    [InlineData("text-fortune", "The deceased left the sum of US$ 9 and no next of kin.", "The deceased left no next of kin.")]
    public Task What_it_is_made_of(string rule, string body, string near) => RuleMail.TellsApartAsync(rule, RuleMail.Text("", body), RuleMail.Text("", near));

    [Fact]
    [Trait("rule", "text-base64")]
    public async Task Base64_of_plain_letters()
    {
        const string Fields = "MIME-Version: 1.0|Content-Type: text/plain; charset=utf-8|Content-Transfer-Encoding: base64";
        await RuleMail.TellsApartAsync("text-base64", RuleMail.Text(Fields, Encode(Calm + Calm + Calm)), RuleMail.Text(Fields, Encode(Calm + Calm + Calm + "\u00e4")));
        static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks);
    }

    [Theory]
    [Trait("rule", "text-charset")]
    [InlineData("us-ascii", true)]
    [InlineData("utf-8", true)]
    [InlineData("iso-8859-1", false)]
    public async Task Letters_that_are_not_in_the_charset(string charset, bool applies)
    {
        var octets = Encoding.Latin1.GetBytes(RuleMail.Text($"MIME-Version: 1.0|Content-Type: text/plain; charset={charset}|Content-Transfer-Encoding: 8bit", "Viele Gr\u00fc\u00dfe aus Berlin\r\n"));
        Assert.Equal(applies, (await RuleMail.SeenAsync(RuleMail.Input(octets))).Contains("text-charset"));
    }
}
