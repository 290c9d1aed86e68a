using System.Collections;
using System.Globalization;
using System.Resources;
using Postamt.Mail.Outcomes;
using Postamt.Mail.Reports;

namespace Postamt.Mail.Tests.Reports;

public sealed class ReportTextTests
{
    [Fact]
    public void Every_sentence_exists_in_every_language_with_the_same_blanks()
    {
        var english = Texts("");
        Assert.True(english.Count > 80);
        foreach (var language in new[] { "de", "zh-Hans" })
        {
            var other = Texts(language);
            Assert.Equal(english.Keys.Order(), other.Keys.Order());
            foreach (var (name, text) in other)
            {
                Assert.Equal(Blanks(english[name]), Blanks(text));
                if (name != "Label_Code")
                    Assert.NotEqual(english[name], text);
            }
        }
    }

    [Theory]
    [InlineData(5, 1, 1, "There is no mailbox with this address.")]
    [InlineData(4, 2, 2, "The mailbox is full.")]
    [InlineData(5, 1, 99, "Something is wrong with the address.")]
    [InlineData(5, 99, 1, "The mail server gave no exact reason.")]
    public void A_code_without_a_sentence_takes_its_subjects(byte @class, short subject, short detail, string sentence) =>
        Assert.Equal(sentence, ReportTexts.For("en").Cause(new EnhancedStatus(@class, subject, detail)));

    [Fact]
    public void Every_known_code_has_a_cause_and_an_advice_in_every_language()
    {
        foreach (var (subject, detail) in StatusAdvice.Known.Keys)
            foreach (var locale in new[] { "en", "de", "zh", null, "fr" })
            {
                var texts = ReportTexts.For(locale);
                var status = new EnhancedStatus(5, subject, detail);
                Assert.NotEmpty(texts.Cause(status));
                Assert.NotEqual(texts.Text("Advice_None"), texts.Advice(status, ReportAction.Failed));
                Assert.Equal(texts.Text("Advice_None"), texts.Advice(status, ReportAction.Delayed));
            }
    }

    [Theory]
    [InlineData("de_CH", "de")]
    [InlineData("zh-TW", "zh-Hans")]
    [InlineData("fr", "en")]
    [InlineData("", "en")]
    [InlineData(null, "en")]
    public void A_locale_finds_the_nearest_language(string? locale, string language) =>
        Assert.Equal(language, ReportTexts.For(locale).Language);

    private static Dictionary<string, string> Texts(string language)
    {
        var resources = new ResourceManager("Postamt.Mail.Reports.ReportTexts", typeof(ReportTexts).Assembly);
        var set = resources.GetResourceSet(CultureInfo.GetCultureInfo(language), createIfNotExists: true, tryParents: false);
        return set!.Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
    }

    private static string Blanks(string text) => string.Concat(new[] { "{0}", "{1}", "{2}" }.Where(blank => text.Contains(blank, StringComparison.Ordinal)));
}
