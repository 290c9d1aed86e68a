using System.Reflection;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Postamt.Screening.Rules;
using Postamt.Screening.Verdicts;

namespace Postamt.Screening.Tests.Rules;

/// <summary>All rules together: one finding with its reasons.</summary>
public sealed class RulesCheckTests
{
    /// <summary>A dozen things at once.</summary>
    private const string Fields = "From: paypal.com <x12345@evil.example>|Reply-To: x@gmail.com|Subject: WIN $500 NOW!! THE SALE              VOJTGT|Date: Mon, 1 Dec 2025 9:30:00 -1600|Message-ID: <abc>|X-MSMail-Priority: High|X-Priority: 1|Content-Type: text/html";

    private const string Html = "<font size=7 color=white>This is not spam; to be removed from it</font> <a href=\"http://bank.example@198.51.100.7:8765/\">www.bank.com</a><form></form>";

    [Fact]
    public async Task The_strongest_reason_comes_first_and_with_its_points()
    {
        var finding = Assert.IsType<Finding.Weighs>(await RunAsync(RuleMail.Text("From: Joe <joe@rnustermann.example>|X-Priority: 3")));
        Assert.Equal("+4.0 rnustermann.example can be taken for mustermann.example; +0.8 it has a priority as mail programs give it, and no mail program", finding.Why);
        Assert.Equal(4.8, finding.Points, 3);
    }

    [Fact]
    public async Task Twelve_reasons_are_named_and_the_rest_is_counted()
    {
        var finding = Assert.IsType<Finding.Weighs>(await RunAsync(RuleMail.Text(Fields, Html)));
        var reasons = finding.Why.Split("; ");
        Assert.Equal(13, reasons.Length);
        Assert.Matches("^\\+[0-9.]+ for [0-9]+ more$", reasons[12]);
        var points = reasons.Select(static reason => double.Parse(reason.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(points.Take(12).OrderDescending(), points.Take(12));
        Assert.Equal(finding.Points, points.Sum(), 3);
    }

    [Fact]
    public async Task Nothing_a_stranger_writes_passes_for_a_reason()
    {
        var finding = Assert.IsType<Finding.Weighs>(await RunAsync(RuleMail.Text("Date: soon; -9.0 a friend of the house\t\u202e" + new string('x', 500))));
        Assert.DoesNotContain("; -9", finding.Why, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', finding.Why);
        Assert.True(finding.Why.Length < 300);
    }

    [Fact]
    public async Task A_mail_with_nothing_in_it_passes() => Assert.IsType<Finding.Pass>(await RunAsync(RuleMail.Text("")));

    [Fact]
    public async Task Our_own_people_are_not_asked_about()
    {
        Assert.IsType<Finding.Pass>(await RunAsync(RuleMail.Text(Fields, Html), MailOrigin.SignedIn));
        Assert.IsType<Finding.Weighs>(await RunAsync(RuleMail.Text(Fields, Html), MailOrigin.FrontServer));
    }

    [Fact]
    public void A_bare_mail_from_a_script_is_no_junk() =>
        Assert.True(RuleBook.All.Where(static rule => rule.Name is "date-missing" or "id-missing" or "from-missing" or "from-nameless" or "mime-version-missing").Sum(static rule => rule.Points) < JunkScore.Default);

    [Fact]
    public void No_rule_decides_alone()
    {
        Assert.All(RuleBook.All, static rule => Assert.InRange(rule.Points, -1, JunkScore.Default - 0.5));
        Assert.Equal(RuleBook.All.Length, RuleBook.All.Select(static rule => rule.Name).Distinct().Count());
    }

    [Fact]
    public void Every_rule_has_a_case()
    {
        var methods = typeof(RulesCheckTests).Assembly.GetTypes().Where(static type => type.Namespace == typeof(RulesCheckTests).Namespace).SelectMany(static type => type.GetMethods()).ToList();
        var tried = methods.SelectMany(static method => method.GetCustomAttributesData()).Select(static data => data.AttributeType.Name switch
        {
            nameof(InlineDataAttribute) => ((IReadOnlyCollection<CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!).First().Value as string,
            nameof(TraitAttribute) => data.ConstructorArguments[1].Value as string,
            _ => null,
        }).ToHashSet();
        Assert.All(RuleBook.All, rule => Assert.Contains(rule.Name, tried));
    }

    private static async Task<Finding> RunAsync(string content, MailOrigin origin = MailOrigin.Outside) =>
        await new RulesCheck(new FakeTimeProvider(RuleMail.Now)).RunAsync(RuleMail.Input(Encoding.UTF8.GetBytes(content), origin: origin), TestContext.Current.CancellationToken);
}
