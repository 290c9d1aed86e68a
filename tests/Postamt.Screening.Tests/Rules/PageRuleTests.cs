namespace Postamt.Screening.Tests.Rules;

/// <summary>What a page does to its reader, and how it is written.</summary>
public sealed class PageRuleTests
{
    private const string Long = "It was a long evening, and everybody who was there had something to tell that nobody else had heard before; so we stayed until the lights went out and the last train had left for the city on the other side of the river, and walked.";
    private const string Viagra = "&#86;&#105;&#97;&#103;&#114;&#97;";
    private const string Alternative = "MIME-Version: 1.0|Content-Type: multipart/alternative; boundary=b";
    private const string Text = "--b\r\nContent-Type: text/plain\r\n\r\n" + Long + " Towards morning somebody remembered umbrellas, cameras, bicycles, sandwiches, telescopes.\r\n--b\r\nContent-Type: text/html\r\n\r\n";

    [Theory]
    [InlineData("page-picture", "<img src=http://a.example/x.png>Look", "<img src=http://a.example/x.png>" + Long + Long)]
    [InlineData("page-picture", "<img src=http://a.example/x.png>Look", "<img src=cid:x>Look")]
    [InlineData("page-form", "<form action=http://a.example/><input name=x></form>", "<p>The form of it</p>")]
    [InlineData("page-script", "<script>x()</script>", "<pre>script</pre>")]
    [InlineData("page-refresh", "<meta http-equiv=refresh content=\"0;url=http://a.example/\">", "<meta http-equiv=\"Content-Type\" content=\"text/html\">")]
    [InlineData("page-hidden", "<i style=\"display:none\">a</i><i style=\"display: none\">b</i><i style=\"font-size:0\">c</i>", "<i style=\"display:none\">a</i><i style=\"display:block\">b</i>")]
    [InlineData("page-tiny", "<p style=\"font-size:1px\">x</p>", "<p style=\"font-size:11px\">x</p>")]
    [InlineData("page-faded", "<body bgcolor=\"#FFFFFF\"><font color=white>x</font>", "<body bgcolor=\"#000000\"><font color=white>x</font>")]
    [InlineData("page-faded", "<font color=\"#ffffff\">x</font>", "<table bgcolor=navy><tr><td><font color=\"#ffffff\">x</font></table>")]
    [InlineData("page-large", "<font size=7>x</font>", "<font size=3>x</font>")]
    [InlineData("markup-broken-words", "vi<!-- x -->agra ci<!-- y -->alis lev<kqx>itra", "vi <!-- x --> agra ci<b>al</b>is lev<i>it</i>ra")]
    [InlineData("markup-numbers", Viagra + Viagra + Viagra + Viagra + Viagra, "&#228;&#246;&#252;&#228;&#246;&#252;&#228;&#246;&#252;&#228;&#246;&#252;&#228;&#246;&#252;&#228;&#246;&#252;&#228;&#246;&#252;&#228;&#246;&#252;&#228;&#246;&#252;&#228;&#246;&#252;&#228;")]
    [InlineData("markup-numbers", "&#x56;" + Viagra + Viagra + Viagra + Viagra + Viagra, Viagra)]
    public Task What_it_does(string rule, string html, string near) => RuleMail.TellsApartAsync(rule, RuleMail.Page(html), RuleMail.Page(near));

    [Fact]
    [Trait("rule", "page-alone")]
    [Trait("rule", "page-differs")]
    public async Task A_page_and_its_text()
    {
        Assert.Contains("page-alone", await RuleMail.SeenAsync(RuleMail.Page(Long)));
        var same = await RuleMail.SeenAsync(RuleMail.Text(Alternative, Text + "<p>" + Long + "</p>\r\n--b--\r\n"));
        Assert.DoesNotContain("page-alone", same);
        Assert.DoesNotContain("page-differs", same);
        const string Other = "Cheap watches without wheels, gears, springs, dials, straps, numerals; golden buckles, silver chains, leather pouches, wooden boxes, velvet linings, crystal glasses, brass knobs, copper rings, marble plates, paper labels";
        Assert.Contains("page-differs", await RuleMail.SeenAsync(RuleMail.Text(Alternative, Text + Other + "\r\n--b--\r\n")));
    }
}
