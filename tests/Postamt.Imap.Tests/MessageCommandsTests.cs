namespace Postamt.Imap.Tests;

public sealed class MessageCommandsTests
{
    [Fact]
    public async Task Append_and_fetch_everything()
    {
        await using var client = await new ImapHouse().SignInAsync();
        var mail = Mails.Plain("hello");
        Assert.Matches("^OK \\[APPENDUID [0-9]+ 1\\]", await client.AppendAsync(mail, arguments: "(\\Flagged $Work) \" 7-Feb-1994 21:52:25 -0800\" "));
        var all = await client.OkAsync("FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)");
        Assert.Equal(
            $"* 1 FETCH (UID 1 FLAGS (\\Flagged $Work) INTERNALDATE \"07-Feb-1994 21:52:25 -0800\" RFC822.SIZE {mail.Length} "
            + "ENVELOPE (\"Mon, 7 Feb 1994 21:52:25 -0800\" \"hello\" ((\"Fred Foobar\" NIL \"foobar\" \"blurdybloop.example\")) ((\"Fred Foobar\" NIL \"foobar\" \"blurdybloop.example\")) ((\"Fred Foobar\" NIL \"foobar\" \"blurdybloop.example\")) ((NIL NIL \"mooch\" \"owatagu.example\")) NIL NIL NIL \"<5@blurdybloop.example>\") "
            + "BODYSTRUCTURE (\"text\" \"plain\" (\"charset\" \"UTF-8\") NIL NIL \"7bit\" 8 1 NIL NIL NIL NIL))",
            all[^2]);
        var seen = await client.OkAsync("FETCH 1 BODY[TEXT]");
        Assert.Equal(["* 1 FETCH (UID 1 FLAGS (\\Flagged \\Seen $Work) BODY[TEXT] {8}", "Hello.", ")"], seen[..3]);
        Assert.Equal(["* 1 FETCH (UID 1 BODY[HEADER.FIELDS (SUBJECT)] {18}", "Subject: hello", "", ")"], (await client.OkAsync("FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]"))[..4]);
        Assert.Equal("* 1 FETCH (UID 1 BODY[]<6> {3}", (await client.OkAsync("FETCH 1 BODY.PEEK[]<6.3>"))[0]);
        Assert.Equal("* 1 FETCH (UID 1 BODY[]<9999> {0}", (await client.OkAsync("FETCH 1 BODY.PEEK[]<9999.3>"))[0]);
        Assert.Equal("* 1 FETCH (UID 1 BODY[7] NIL)", (await client.OkAsync("FETCH 1 BODY.PEEK[7]"))[0]);
    }

    [Fact]
    public async Task Parts_of_a_mixed_message()
    {
        await using var client = await new ImapHouse().SignInAsync();
        await client.AppendAsync(Mails.Mixed);
        var structure = (await client.OkAsync("FETCH 1 BODYSTRUCTURE"))[0];
        Assert.Contains("(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" ", structure, StringComparison.Ordinal);
        Assert.Contains("(\"attachment\" (\"filename\" \"a.bin\"))", structure, StringComparison.Ordinal);
        Assert.Contains("((\"A, B\" NIL \"a b\" \"x.example\"))", (await client.OkAsync("FETCH 1 ENVELOPE"))[0], StringComparison.Ordinal);
        Assert.Equal(["* 1 FETCH (UID 1 BODY[2.TEXT] {10}", "inner text)"], (await client.OkAsync("FETCH 1 BODY.PEEK[2.TEXT]"))[..2]);
        Assert.Equal("* 1 FETCH (UID 1 BODY[3] {4}", (await client.OkAsync("FETCH 1 (BODY.PEEK[3])"))[0]);
        Assert.StartsWith("* 1 FETCH (UID 1 BODY[3.MIME] {", (await client.OkAsync("FETCH 1 (BODY.PEEK[3.MIME])"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_message_comes_back_as_it_was()
    {
        await using var client = await new ImapHouse().SignInAsync();
        var body = string.Concat(Enumerable.Range(0, 40_000).Select(one => $"line {one}\r\n"));
        await client.AppendAsync(Mails.Plain("big", body));
        var lines = await client.OkAsync("FETCH 1 BODY.PEEK[TEXT]");
        Assert.Equal($"* 1 FETCH (UID 1 BODY[TEXT] {{{body.Length + 2}}}", lines[0]);
        Assert.Equal("line 39999", lines[40_000]);
    }

    [Fact]
    [Trait("attack", "104")]
    public async Task Append_refuses_before_it_reads()
    {
        var limits = new Grammar.ImapLimits { AppendOctets = 1000 };
        var house = new ImapHouse(new ImapOptions { AllowPlainLogin = true, Limits = limits });
        await using var client = await house.SignInAsync();
        Assert.StartsWith("NO [TOOBIG]", await client.LastAsync("APPEND INBOX {1001}"), StringComparison.Ordinal);
        Assert.StartsWith("NO [TRYCREATE]", await client.LastAsync("APPEND nowhere {10}"), StringComparison.Ordinal);
        Assert.StartsWith("NO [TRYCREATE]", await client.LastAsync("APPEND nowhere {2+}\r\nab"), StringComparison.Ordinal);
        house.Office.Store.SetQuota(PlainAuthority.Joe.Account, 100);
        Assert.StartsWith("NO [OVERQUOTA]", await client.LastAsync("APPEND INBOX {200}"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.LastAsync("APPEND INBOX {5+}\r\na\0b\r\n"), StringComparison.Ordinal);
        await client.OkAsync("NOOP");
    }

    [Fact]
    public async Task Several_messages_in_one_append()
    {
        await using var client = await new ImapHouse().SignInAsync();
        var answer = await client.LastAsync("APPEND INBOX (\\Seen) {5+}\r\na: b\n (\\Draft) {5+}\r\nc: d\n");
        Assert.Matches("^OK \\[APPENDUID [0-9]+ 1:2\\]", answer);
        Assert.Contains("* 2 FETCH (UID 2 FLAGS (\\Draft))", await client.OkAsync("FETCH 1:* FLAGS"));
    }

    [Fact]
    public async Task Store_changes_flags_and_tells_them()
    {
        await using var client = await new ImapHouse().SignInAsync();
        await client.AppendAsync(Mails.Plain("a"));
        Assert.Equal("* 1 FETCH (UID 1 FLAGS (\\Seen work))", (await client.OkAsync("STORE 1 +FLAGS (\\Seen work)"))[^2]);
        Assert.Equal("* 1 FETCH (UID 1 FLAGS (\\Seen work))", (await client.OkAsync("STORE 1 +FLAGS \\Seen"))[^2]);
        Assert.Single(await client.OkAsync("UID STORE 1 -FLAGS.SILENT (\\Seen)"));
        Assert.Single(await client.OkAsync("NOOP"));
        Assert.Equal("* 1 FETCH (UID 1 FLAGS (\\Draft))", (await client.OkAsync("STORE 1 FLAGS (\\Draft)"))[^2]);
        Assert.StartsWith("BAD", await client.LastAsync("STORE 1 FLAGS (\\Recent)"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await client.LastAsync("STORE 2 FLAGS (\\Seen)"), StringComparison.Ordinal);
        Assert.StartsWith("OK", await client.LastAsync("UID STORE 99 FLAGS (\\Seen)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Condstore_keeps_what_changed_meanwhile()
    {
        var house = new ImapHouse();
        await using var client = await house.SignInAsync("INBOX (CONDSTORE)");
        await client.AppendAsync(Mails.Plain("a"));
        await client.AppendAsync(Mails.Plain("b"));
        var before = await client.OkAsync("FETCH 1:2 (MODSEQ)");
        Assert.Matches("^\\* 2 FETCH \\(UID 2 MODSEQ \\([0-9]+\\)\\)$", before[1]);
        var modSeq = before[1].Split('(', ')')[2];
        await client.OkAsync("STORE 1 +FLAGS (\\Seen)");
        var answer = await client.OkAsync($"STORE 1:2 (UNCHANGEDSINCE {modSeq}) +FLAGS.SILENT (\\Flagged)");
        Assert.Matches("^\\* 2 FETCH \\(UID 2 MODSEQ \\([0-9]+\\)\\)$", answer[0]);
        Assert.StartsWith("OK [MODIFIED 1]", answer[^1], StringComparison.Ordinal);
        Assert.Equal(3, (await client.OkAsync($"FETCH 1:* FLAGS (CHANGEDSINCE {modSeq})")).Count);
        Assert.Matches("^\\* SEARCH 1 2 \\(MODSEQ [0-9]+\\)$", (await client.OkAsync($"SEARCH MODSEQ {modSeq}"))[0]);
    }

    [Fact]
    public async Task Copy_move_and_expunge()
    {
        await using var client = await new ImapHouse().SignInAsync();
        for (var at = 0; at < 4; at++) await client.AppendAsync(Mails.Plain("n" + at));
        Assert.Matches("^OK \\[COPYUID [0-9]+ 1:2 1:2\\]", await client.LastAsync("COPY 1:2 Archive"));
        Assert.StartsWith("NO [TRYCREATE]", await client.LastAsync("COPY 1 nowhere"), StringComparison.Ordinal);
        var moved = await client.OkAsync("UID MOVE 2:3 Trash");
        Assert.Matches("^\\* OK \\[COPYUID [0-9]+ 2:3 1:2\\]", moved[0]);
        Assert.Equal(["* 3 EXPUNGE", "* 2 EXPUNGE"], moved[1..3]);
        await client.OkAsync("STORE 1:2 +FLAGS.SILENT (\\Deleted)");
        Assert.Equal("* 2 EXPUNGE", (await client.OkAsync("UID EXPUNGE 4"))[0]);
        Assert.Equal("* 1 EXPUNGE", (await client.OkAsync("EXPUNGE"))[0]);
        await client.OkAsync("SELECT Trash");
        await client.OkAsync("STORE 1 +FLAGS (\\Deleted)");
        Assert.Equal(["OK Closed"], await client.DoAsync("CLOSE"));
        Assert.StartsWith("* STATUS \"Trash\" (MESSAGES 1)", (await client.OkAsync("STATUS Trash (MESSAGES)"))[0], StringComparison.Ordinal);
    }
}
