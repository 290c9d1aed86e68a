namespace Postamt.Imap.Tests;

/// <summary>Two users of one process whose mailboxes and messages have the same numbers.</summary>
[Trait("attack", "113")]
public sealed class OtherUserTests
{
    [Fact]
    public async Task Each_sees_only_their_own_mail()
    {
        var house = new ImapHouse();
        await using var joe = await house.SignInAsync();
        await using var ann = await house.SignInAsync(name: "ann");
        await joe.AppendAsync(Mails.Plain("joe's own", "joe's words"));
        await ann.AppendAsync(Mails.Plain("ann's own", "ann's words"));
        Assert.Contains("joe's words", await joe.OkAsync("FETCH 1 BODY[TEXT]"));
        Assert.Contains("ann's words", await ann.OkAsync("FETCH 1 BODY[TEXT]"));
        Assert.Equal("* SEARCH", (await joe.OkAsync("SEARCH TEXT ann"))[0]);
        await joe.OkAsync("STORE 1 +FLAGS.SILENT (\\Deleted private)");
        await joe.OkAsync("EXPUNGE");
        Assert.Equal(["OK Done"], await ann.DoAsync("NOOP"));
        Assert.Contains("* 1 FETCH (UID 1 FLAGS (\\Seen))", await ann.OkAsync("FETCH 1 FLAGS"));
        Assert.DoesNotContain(await ann.OkAsync("SELECT INBOX"), line => line.Contains("private", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_of_one_is_nothing_to_the_other()
    {
        var house = new ImapHouse();
        await using var joe = await house.SignInAsync();
        await using var ann = await house.SignInAsync(null, "ann");
        await joe.OkAsync("CREATE secret");
        foreach (var command in new[] { "SELECT {0}", "STATUS {0} (MESSAGES)", "DELETE {0}", "RENAME {0} mine", "APPEND {0} {{5}}", "LIST \"\" {0}", "LSUB \"\" {0}" })
        {
            var theirs = await ann.DoAsync(command.Replace("{0}", "secret", StringComparison.Ordinal).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal));
            var nobodys = await ann.DoAsync(command.Replace("{0}", "nobody", StringComparison.Ordinal).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal));
            Assert.Equal(nobodys, theirs.Select(line => line.Replace("secret", "nobody", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task What_one_does_does_not_wake_the_other()
    {
        var house = new ImapHouse();
        await using var joe = await house.SignInAsync();
        await using var ann = await house.SignInAsync(name: "ann");
        await ann.SendAsync("i IDLE\r\n");
        Assert.Equal("+ idling", await ann.ReadLineAsync());
        await joe.AppendAsync(Mails.Plain("m"));
        await ann.SendAsync("DONE\r\n");
        Assert.Equal("i OK No longer idle", await ann.ReadLineAsync());
    }

    [Fact]
    public async Task One_connection_has_one_user_and_the_next_one_starts_anew()
    {
        var house = new ImapHouse();
        await using (var joe = await house.SignInAsync())
        {
            await joe.OkAsync("ENABLE IMAP4rev2 CONDSTORE");
            Assert.StartsWith("BAD", await joe.LastAsync("LOGIN ann secret"), StringComparison.Ordinal);
            Assert.StartsWith("BAD", await joe.LastAsync("AUTHENTICATE PLAIN AGFubgBzZWNyZXQ="), StringComparison.Ordinal);
            await joe.OkAsync("LOGOUT");
        }
        await using var ann = await house.SignInAsync(name: "ann");
        Assert.Equal("* SEARCH", (await ann.OkAsync("SEARCH ALL"))[0]);
        Assert.Equal("* ENABLED IMAP4rev2 CONDSTORE", (await ann.OkAsync("ENABLE CONDSTORE IMAP4rev2"))[0]);
    }
}
