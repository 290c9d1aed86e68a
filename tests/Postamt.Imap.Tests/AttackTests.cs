namespace Postamt.Imap.Tests;

public sealed class AttackTests
{
    [Theory]
    [Trait("attack", "101")]
    [InlineData("a LOGIN {2147483647+}\r\n")]
    [InlineData("a LOGIN {99999999999}\r\n")]
    [InlineData("a LOGIN {99999999999999999999999}\r\n")]
    [InlineData("a LOGIN {8193}\r\n")]
    public async Task A_huge_literal_is_refused_before_login(string command)
    {
        await using var client = new ImapHouse().Connect();
        await client.ReadLineAsync();
        await client.SendAsync(command);
        Assert.Matches("^(a BAD|\\* BYE) \\[TOOBIG\\]", await client.ReadLineAsync());
    }

    [Fact]
    [Trait("attack", "101")]
    public async Task Literals_together_have_a_limit()
    {
        await using var client = new ImapHouse().Connect();
        await client.ReadLineAsync();
        await client.SendAsync("a LOGIN {8000+}\r\n" + new string('x', 8000) + " {8000}\r\n");
        Assert.StartsWith("a BAD [TOOBIG]", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_literal_is_asked_for_and_read()
    {
        await using var client = new ImapHouse().Connect();
        await client.ReadLineAsync();
        await client.SendAsync("a LOGIN {3}\r\n");
        Assert.Equal("+ Ready", await client.ReadLineAsync());
        await client.SendAsync("joe {6}\r\n");
        Assert.Equal("+ Ready", await client.ReadLineAsync());
        await client.SendAsync("secret\r\n");
        Assert.StartsWith("a OK", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("attack", "19")]
    public async Task A_line_without_end_is_cut()
    {
        await using var client = new ImapHouse().Connect();
        await client.ReadLineAsync();
        await client.SendAsync(new string('x', 10_000));
        Assert.StartsWith("* BYE [TOOBIG]", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("attack", "102")]
    public async Task Brackets_before_login_are_bad()
    {
        await using var client = new ImapHouse().Connect();
        await client.ReadLineAsync();
        Assert.StartsWith("BAD", await client.LastAsync("ID " + new string('(', 8000)), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("attack", "21")]
    public async Task Too_many_bad_commands_end_the_session()
    {
        await using var client = new ImapHouse().Connect();
        await client.ReadLineAsync();
        await client.SendAsync(string.Concat(Enumerable.Repeat("a NONSENSE\r\n", 30)));
        var said = await client.ReadToEndAsync();
        Assert.Equal(20, said.Split("a BAD").Length - 1);
        Assert.EndsWith("* BYE [CLIENTBUG] Too many bad commands\r\n", said, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("attack", "22")]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("POST /x HTTP/1.1\r\nHost: a\r\n")]
    public async Task A_browser_is_cut_at_once(string request)
    {
        await using var client = new ImapHouse().Connect();
        await client.ReadLineAsync();
        await client.SendAsync(request);
        Assert.Single((await client.ReadToEndAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [Trait("attack", "23")]
    [InlineData("a LOGIN joe\0 x\r\n")]
    [InlineData("a NOOP\n")]
    [InlineData("a NOOP\rb\r\n")]
    public async Task Nul_and_bare_line_ends_end_the_session(string text)
    {
        await using var client = new ImapHouse().Connect();
        await client.ReadLineAsync();
        await client.SendAsync(text);
        Assert.StartsWith("* BYE", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("attack", "102")]
    public async Task A_fetch_of_a_hundred_thousand_items_is_bad()
    {
        await using var client = await new ImapHouse().SignInAsync();
        Assert.StartsWith("BAD", await client.LastAsync("FETCH 1:* (" + string.Join(' ', Enumerable.Repeat("BODY[1]", 8000)) + ")"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("attack", "101")]
    public async Task Ten_thousand_literals_are_too_many()
    {
        await using var client = await new ImapHouse().SignInAsync();
        await client.SendAsync("a LIST \"\" (" + string.Concat(Enumerable.Repeat("{0+}\r\n ", 2_000)) + "x)\r\n");
        Assert.StartsWith("* BYE [TOOBIG]", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [Trait("attack", "102")]
    [InlineData("NOT ", "SEEN", 16_000)]
    [InlineData("OR SEEN ", "SEEN", 8_000)]
    [InlineData("OR OR ", "SEEN", 9_000)]
    [InlineData("(", "SEEN", 60_000)]
    public async Task Keys_in_keys_are_bad_past_a_depth(string key, string last, int times)
    {
        await using var client = await new ImapHouse().SignInAsync();
        Assert.StartsWith("BAD", await client.LastAsync("SEARCH " + string.Concat(Enumerable.Repeat(key, times)) + last), StringComparison.Ordinal);
        await client.OkAsync("SEARCH " + string.Concat(Enumerable.Repeat("NOT ", 60)) + "SEEN");
    }

    [Fact]
    [Trait("attack", "102")]
    public async Task A_million_brackets_end_the_session()
    {
        await using var client = new ImapHouse().Connect();
        await client.ReadLineAsync();
        _ = client.SendAsync(new string('(', 1_000_000));
        Assert.StartsWith("* BYE [TOOBIG]", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("attack", "103")]
    public async Task A_list_of_wildcards_over_ten_thousand_mailboxes_is_quick()
    {
        var house = new ImapHouse();
        for (var at = 0; at < 9_900; at++)
        {
            Assert.True(Store.Mailboxes.MailboxName.TryParse($"some-mailbox-{at}", out var name));
            Assert.True((await house.Office.Store.Mailboxes.CreateAsync(PlainAuthority.Joe.Account, name, default, false, default)).TryGet(out _));
        }
        await using var client = await house.SignInAsync(null);
        await client.OkAsync("LIST \"\" nothing");
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Equal(["OK Listed"], await client.DoAsync("LIST \"\" " + string.Concat(Enumerable.Repeat("*%a", 300)) + "z"));
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1));
    }

    [Theory]
    [Trait("attack", "108")]
    [InlineData("\"..%2f\"")]
    [InlineData("INBOX/INBOX")]
    [InlineData("a.")]
    [InlineData("~root")]
    [InlineData("\"$(id)\"")]
    [InlineData("&-AC8-")]
    public async Task A_name_that_looks_like_more_is_just_a_name(string name)
    {
        await using var client = await new ImapHouse().SignInAsync();
        await client.OkAsync("CREATE " + name);
        Assert.Contains(await client.OkAsync("LIST \"\" *"), line => line.EndsWith(" \"" + name.Trim('"') + "\"", StringComparison.Ordinal));
        await client.OkAsync("DELETE " + name);
    }

    [Fact]
    [Trait("attack", "108")]
    public async Task A_name_of_four_kilobytes_cannot_be()
    {
        await using var client = await new ImapHouse().SignInAsync();
        Assert.StartsWith("NO [CANNOT]", await client.LastAsync("CREATE " + new string('x', 4096)), StringComparison.Ordinal);
        Assert.StartsWith("NO", await client.LastAsync("SELECT " + new string('x', 4096)), StringComparison.Ordinal);
    }

    [Theory]
    [Trait("attack", "109")]
    [InlineData("Entw\u00FCrfe")]
    [InlineData("\uFFFD")]
    [InlineData("a&b")]
    [InlineData("日本語/x")]
    public async Task One_name_is_the_same_mailbox_in_both_forms(string name)
    {
        var house = new ImapHouse();
        await using var old = await house.SignInAsync(null);
        await old.OkAsync($"CREATE \"{Grammar.ModifiedUtf7.Encode(name)}\"");
        await using var rev2 = await house.SignInAsync(null);
        await rev2.OkAsync("ENABLE IMAP4rev2");
        Assert.StartsWith("OK", await rev2.LastAsync($"STATUS \"{name}\" (MESSAGES)"), StringComparison.Ordinal);
        Assert.StartsWith("NO", await old.LastAsync($"STATUS \"{name.Replace("&", "&&", StringComparison.Ordinal)}\" (MESSAGES)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipelined_commands_are_answered_in_order()
    {
        await using var client = await new ImapHouse().SignInAsync();
        await client.SendAsync("a NOOP\r\nb CAPABILITY\r\nc NAMESPACE\r\n");
        Assert.Equal("a OK Done", await client.ReadLineAsync());
        await client.AnswerAsync("b");
        await client.AnswerAsync("c");
    }
}
