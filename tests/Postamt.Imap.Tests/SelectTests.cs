namespace Postamt.Imap.Tests;

public sealed class SelectTests
{
    [Fact]
    public async Task The_first_unseen_message_is_told()
    {
        await using var client = await new ImapHouse().SignInAsync(null);
        Assert.DoesNotContain(await client.OkAsync("SELECT INBOX"), IsUnseen);
        await client.AppendAsync(Mails.Plain("a"), arguments: "(\\Seen) ");
        Assert.DoesNotContain(await client.OkAsync("SELECT INBOX"), IsUnseen);
        await client.AppendAsync(Mails.Plain("b"));
        await client.AppendAsync(Mails.Plain("c"));
        Assert.Contains("* OK [UNSEEN 2] First unseen", await client.OkAsync("SELECT INBOX"));
        Assert.Contains("* OK [UNSEEN 2] First unseen", await client.OkAsync("EXAMINE INBOX"));
    }

    [Theory]
    [InlineData(300, 299, 299)]
    [InlineData(300, 150, 150)]
    [InlineData(300, 1, 1)]
    [InlineData(3_000, 2_999, 2_999)]
    [InlineData(3_000, 1_500, 0)]
    public async Task The_first_unseen_message_is_looked_for_from_both_ends(int messages, int unseen, int told)
    {
        var house = new ImapHouse(new ImapOptions { AllowPlainLogin = true, Limits = new Grammar.ImapLimits { UnseenReach = 1_000, Page = 500 } });
        await using var client = await house.SignInAsync();
        for (var at = 0; at < messages; at += 100)
            Assert.StartsWith("OK", await client.LastAsync("APPEND INBOX" + string.Concat(Enumerable.Repeat(" (\\Seen) {5+}\r\na: b\n", 100))), StringComparison.Ordinal);
        await client.OkAsync($"STORE {unseen},{messages} -FLAGS.SILENT (\\Seen)");
        var lines = await client.OkAsync("SELECT INBOX");
        if (told == 0) Assert.DoesNotContain(lines, IsUnseen);
        else Assert.Contains($"* OK [UNSEEN {told}] First unseen", lines);
    }

    [Theory]
    [InlineData("STATUS Sent (HIGHESTMODSEQ)")]
    [InlineData("LIST \"\" Sent RETURN (STATUS (HIGHESTMODSEQ))")]
    [InlineData("FETCH 1 (MODSEQ)")]
    [InlineData("FETCH 1 FLAGS (CHANGEDSINCE 1)")]
    [InlineData("SEARCH MODSEQ 1")]
    [InlineData("STORE 1 (UNCHANGEDSINCE 9) +FLAGS (x)")]
    [InlineData("ENABLE CONDSTORE")]
    public async Task A_command_that_knows_modseq_is_told_the_highest_once(string command)
    {
        await using var client = await new ImapHouse().SignInAsync();
        await client.AppendAsync(Mails.Plain("a"));
        // RFC 7162 3.1
        Assert.Single(await client.OkAsync(command), line => line.StartsWith("* OK [HIGHESTMODSEQ ", StringComparison.Ordinal));
        Assert.DoesNotContain(await client.OkAsync(command), line => line.StartsWith("* OK [HIGHESTMODSEQ ", StringComparison.Ordinal));
        Assert.Matches("\\* 1 FETCH \\(UID 1 FLAGS \\(.*\\) MODSEQ \\([0-9]+\\)\\)", (await client.OkAsync("STORE 1 +FLAGS (y)"))[0]);
    }

    [Fact]
    public async Task Noop_succeeds_and_warns_while_the_store_is_away()
    {
        FailingMessages? store = null;
        var house = new ImapHouse(messages: inner => store = new FailingMessages(inner));
        await using var client = await house.SignInAsync();
        store!.Away = true;
        Assert.Equal(["* NO [UNAVAILABLE] Try again later", "OK Done"], await client.DoAsync("NOOP"));
        Assert.Equal(["* OK [CLOSED] Closed", "NO [UNAVAILABLE] Try again later"], await client.DoAsync("SELECT INBOX"));
        Assert.StartsWith("BAD", await client.LastAsync("FETCH 1 FLAGS"), StringComparison.Ordinal);
        store.Away = false;
        await client.OkAsync("SELECT INBOX");
    }

    [Fact]
    public async Task Close_leaves_a_mailbox_that_is_gone()
    {
        var house = new ImapHouse();
        await using var one = await house.SignInAsync();
        await one.OkAsync("CREATE box");
        await using var two = await house.SignInAsync("box");
        await one.OkAsync("DELETE box");
        Assert.Equal("OK Closed", await two.LastAsync("CLOSE"));
        Assert.StartsWith("BAD", await two.LastAsync("CLOSE"), StringComparison.Ordinal);
    }

    private static bool IsUnseen(string line) => line.Contains("[UNSEEN", StringComparison.Ordinal);
}
