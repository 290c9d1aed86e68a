namespace Postamt.Imap.Tests;

public sealed class MailboxCommandsTests
{
    [Fact]
    public async Task List_shows_children_and_special_use()
    {
        await using var client = await new ImapHouse().SignInAsync(null);
        await client.OkAsync("CREATE a/b");
        var lines = await client.OkAsync("LIST \"\" *");
        Assert.Contains("* LIST (\\HasNoChildren) \"/\" \"INBOX\"", lines);
        Assert.Contains("* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent\"", lines);
        Assert.Contains(lines, line => line.Contains("\\HasChildren", StringComparison.Ordinal) && line.EndsWith("\"a\"", StringComparison.Ordinal));
        Assert.DoesNotContain(await client.OkAsync("LIST \"\" %"), line => line.Contains("a/b", StringComparison.Ordinal));
        Assert.Equal(2, (await client.OkAsync("LIST a/ b")).Count);
        Assert.Equal("* LIST (\\Noselect) \"/\" \"\"", (await client.OkAsync("LIST \"\" \"\""))[0]);
    }

    [Fact]
    public async Task List_with_options()
    {
        await using var client = await new ImapHouse().SignInAsync(null);
        await client.OkAsync("CREATE top/sub");
        await client.OkAsync("SUBSCRIBE top/sub");
        var special = await client.OkAsync("LIST (SPECIAL-USE) \"\" * RETURN (CHILDREN)");
        Assert.Equal(6, special.Count);
        var status = await client.OkAsync("LIST \"\" INBOX RETURN (STATUS (MESSAGES SIZE))");
        Assert.Equal("* STATUS \"INBOX\" (MESSAGES 0 SIZE 0)", status[1]);
        var recursive = await client.OkAsync("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %");
        Assert.Contains(recursive, line => line.EndsWith("\"top\" (\"CHILDINFO\" (\"SUBSCRIBED\"))", StringComparison.Ordinal));
        Assert.StartsWith("BAD", await client.LastAsync("LIST (RECURSIVEMATCH) \"\" *"), StringComparison.Ordinal);
        Assert.Equal(3, (await client.OkAsync("LIST \"\" (INBOX Sent)")).Count);
    }

    [Fact]
    public async Task Lsub_tells_levels_above_subscribed_names()
    {
        await using var client = await new ImapHouse().SignInAsync(null);
        await client.OkAsync("SUBSCRIBE gone/deep");
        Assert.Contains("* LSUB (\\Noselect) \"/\" \"gone\"", await client.OkAsync("LSUB \"\" %"));
        Assert.Contains("* LSUB () \"/\" \"gone/deep\"", await client.OkAsync("LSUB \"\" *"));
        await client.OkAsync("UNSUBSCRIBE gone/deep");
        Assert.DoesNotContain(await client.OkAsync("LSUB \"\" *"), line => line.Contains("gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Create_rename_delete()
    {
        await using var client = await new ImapHouse().SignInAsync(null);
        Assert.StartsWith("OK [MAILBOXID (F", await client.LastAsync("CREATE &Jjo-/"), StringComparison.Ordinal);
        Assert.StartsWith("NO [ALREADYEXISTS]", await client.LastAsync("CREATE &Jjo-"), StringComparison.Ordinal);
        await client.OkAsync("RENAME &Jjo- b");
        Assert.StartsWith("NO [NONEXISTENT]", await client.LastAsync("DELETE &Jjo-"), StringComparison.Ordinal);
        await client.OkAsync("DELETE b");
        Assert.StartsWith("NO [NOPERM]", await client.LastAsync("DELETE INBOX"), StringComparison.Ordinal);
        Assert.StartsWith("NO", await client.LastAsync("CREATE INBOX"), StringComparison.Ordinal);
    }

    [Theory]
    [Trait("attack", "108")]
    [InlineData("../x")]
    [InlineData("a/../b")]
    [InlineData("&AC8-")]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("&Jjo")]
    [InlineData("{3+}\r\na\tb")]
    public async Task A_name_that_cannot_be_is_no(string name)
    {
        await using var client = await new ImapHouse().SignInAsync(null);
        Assert.StartsWith("NO [CANNOT]", await client.LastAsync("CREATE " + name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Select_tells_what_the_mailbox_is()
    {
        var house = new ImapHouse();
        await using var client = await house.SignInAsync(null);
        await client.AppendAsync(Mails.Plain("one"));
        var lines = await client.OkAsync("SELECT INBOX");
        Assert.Contains("* 1 EXISTS", lines);
        Assert.Contains(lines, line => line.StartsWith("* OK [UIDNEXT 2]", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)]", StringComparison.Ordinal));
        Assert.StartsWith("OK [READ-WRITE]", lines[^1], StringComparison.Ordinal);
        var examined = await client.OkAsync("EXAMINE INBOX");
        Assert.Equal("* OK [CLOSED] Closed", examined[0]);
        Assert.StartsWith("OK [READ-ONLY]", examined[^1], StringComparison.Ordinal);
        Assert.StartsWith("NO [NOPERM]", await client.LastAsync("STORE 1 +FLAGS (\\Seen)"), StringComparison.Ordinal);
        Assert.StartsWith("NO [NONEXISTENT]", await client.LastAsync("SELECT nowhere"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.LastAsync("FETCH 1 FLAGS"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Small_commands_answer()
    {
        await using var client = await new ImapHouse().SignInAsync();
        Assert.Equal("* NAMESPACE ((\"\" \"/\")) NIL NIL", (await client.OkAsync("NAMESPACE"))[0]);
        Assert.Equal("* ID (\"name\" \"Postamt\")", (await client.OkAsync("ID (\"name\" \"x\" \"version\" NIL)"))[0]);
        Assert.Equal("* ENABLED CONDSTORE", (await client.OkAsync("ENABLE X CONDSTORE"))[0]);
        Assert.Equal("* ENABLED", (await client.OkAsync("ENABLE CONDSTORE"))[0]);
        await client.OkAsync("CHECK");
        await client.OkAsync("UNSELECT");
        Assert.StartsWith("BAD", await client.LastAsync("CLOSE"), StringComparison.Ordinal);
        var status = await client.OkAsync("STATUS INBOX (MESSAGES UIDNEXT UNSEEN RECENT DELETED HIGHESTMODSEQ APPENDLIMIT)");
        Assert.StartsWith("* STATUS \"INBOX\" (MESSAGES 0 UIDNEXT 1 UNSEEN 0 RECENT 0 DELETED 0 HIGHESTMODSEQ ", status[0], StringComparison.Ordinal);
    }
}
