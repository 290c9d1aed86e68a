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
    public async Task Pipelined_commands_are_answered_in_order()
    {
        await using var client = await new ImapHouse().SignInAsync();
        await client.SendAsync("a NOOP\r\nb CAPABILITY\r\nc NAMESPACE\r\n");
        Assert.Equal("a OK Done", await client.ReadLineAsync());
        await client.AnswerAsync("b");
        await client.AnswerAsync("c");
    }
}
