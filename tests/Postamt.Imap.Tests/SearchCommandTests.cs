namespace Postamt.Imap.Tests;

public sealed class SearchCommandTests
{
    private static async Task<ImapClientWire> FilledAsync()
    {
        var client = await new ImapHouse().SignInAsync();
        await client.AppendAsync(Mails.Plain("first", "Ärger im Büro"), arguments: "(\\Seen) \" 1-Jan-2020 12:00:00 +0000\" ");
        await client.AppendAsync(Mails.Mixed, arguments: "(\\Flagged work) \" 2-Jan-2021 12:00:00 +0000\" ");
        await client.AppendAsync(Mails.Plain("third"), arguments: "\" 3-Jan-2022 12:00:00 +0000\" ");
        return client;
    }

    [Theory]
    [InlineData("ALL", "1 2 3")]
    [InlineData("SEEN", "1")]
    [InlineData("UNSEEN", "2 3")]
    [InlineData("FLAGGED KEYWORD WORK", "2")]
    [InlineData("UNKEYWORD work", "1 3")]
    [InlineData("NEW", "")]
    [InlineData("OLD", "1 2 3")]
    [InlineData("2:*", "2 3")]
    [InlineData("UID 1,3", "1 3")]
    [InlineData("NOT 1", "2 3")]
    [InlineData("OR SEEN FLAGGED", "1 2")]
    [InlineData("(OR SEEN FLAGGED) NOT FLAGGED", "1")]
    [InlineData("BEFORE 2-Jan-2021", "1")]
    [InlineData("ON 2-Jan-2021", "2")]
    [InlineData("SINCE \"2-Jan-2021\"", "2 3")]
    [InlineData("SENTON 7-Feb-1994", "1 3")]
    [InlineData("SENTSINCE 8-Feb-1994", "")]
    [InlineData("SUBJECT THIRD", "3")]
    [InlineData("SUBJECT gr", "2")]
    [InlineData("FROM foobar", "1 3")]
    [InlineData("TO mooch", "1 3")]
    [InlineData("HEADER Message-Id \"\"", "1 3")]
    [InlineData("HEADER X-None \"\"", "")]
    [InlineData("BODY hello", "3")]
    [InlineData("BODY \"inner text\"", "2")]
    [InlineData("TEXT blurdybloop", "1 3")]
    [InlineData("LARGER 100000", "")]
    [InlineData("SMALLER 100000", "1 2 3")]
    [InlineData("CHARSET UTF-8 BODY {6+}\r\nBÜRO", "1")]
    [InlineData("CHARSET UTF-8 BODY {7+}\r\nstraße", "2")]
    [InlineData("CHARSET UTF-8 SUBJECT {7+}\r\nGRÜß", "2")]
    public async Task Keys_find(string keys, string expected)
    {
        await using var client = await FilledAsync();
        // {6+} counts octets; the last two texts are shorter in characters.
        var text = keys.Contains("straße", StringComparison.Ordinal) ? keys.Replace("{7+}", "{7+}", StringComparison.Ordinal) : keys;
        var octets = text.IndexOf("+}\r\n", StringComparison.Ordinal) is > 0 and var at ? System.Text.Encoding.UTF8.GetByteCount(text[(at + 4)..]) : 0;
        if (octets > 0) text = System.Text.RegularExpressions.Regex.Replace(text, "\\{[0-9]+\\+\\}", $"{{{octets}+}}");
        Assert.Equal(("* SEARCH " + expected).TrimEnd(), (await client.OkAsync("SEARCH " + text))[0]);
    }

    [Fact]
    public async Task Extended_results()
    {
        await using var client = await FilledAsync();
        var lines = await client.OkAsync("UID SEARCH RETURN (MIN MAX COUNT ALL) ALL");
        Assert.Matches("^\\* ESEARCH \\(TAG \"t[0-9]+\"\\) UID MIN 1 MAX 3 ALL 1:3 COUNT 3$", lines[0]);
        Assert.Matches("^\\* ESEARCH \\(TAG \"t[0-9]+\"\\) COUNT 0$", (await client.OkAsync("SEARCH RETURN (MIN COUNT) NEW"))[0]);
        Assert.Matches("ALL 2:3$", (await client.OkAsync("SEARCH RETURN () UNSEEN"))[0]);
    }

    [Fact]
    public async Task An_unknown_charset_is_named()
    {
        await using var client = await FilledAsync();
        Assert.StartsWith("NO [BADCHARSET (US-ASCII UTF-8)]", await client.LastAsync("SEARCH CHARSET KOI8-R ALL"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("attack", "102")]
    public async Task Depth_is_bounded()
    {
        await using var client = await FilledAsync();
        Assert.StartsWith("BAD", await client.LastAsync("SEARCH " + string.Concat(Enumerable.Repeat("NOT ", 10_000)) + "ALL"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.LastAsync("SEARCH " + new string('(', 10_000)), StringComparison.Ordinal);
        Assert.Equal("* SEARCH 1 2 3", (await client.OkAsync("SEARCH " + new string('(', 30) + "ALL" + new string(')', 30)))[0]);
    }
}
