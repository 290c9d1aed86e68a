using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Framing;

/// <summary>Commands in places where they do not belong: nothing of one state is ever executed in another.</summary>
public sealed class StateTests(PostOffice office)
{
    private const string Rcpt = "RCPT TO:<" + House.VictimAddress + ">\r\n";
    private const string Mail = "MAIL FROM:<mallory@far.example>\r\n";

    [Fact, Trait("attack", "8")]
    public Task STARTTLS_in_the_wrong_place() => office.AttackAsync(async play =>
    {
        await play.TableAsync(
            "smtp",
            new("between MAIL and RCPT", Stage.Sender, "STARTTLS\r\n", "503 5.5.1", "QUIT\r\n", "221|¶"),
            new("after RCPT", Stage.Recipient, "STARTTLS\r\n", "503 5.5.1", "QUIT\r\n", "221|¶"),
            new("before EHLO", Stage.Greeted, "STARTTLS\r\n", "503 5.5.1", "QUIT\r\n", "221|¶"),
            new("with arguments", Stage.Hello, "STARTTLS now\r\n", "501", "QUIT\r\n", "221|¶"));
        await play.TableAsync("submissions", new Variant("inside TLS after AUTH", Stage.Hello, "STARTTLS\r\n", "503 5.5.1", "QUIT\r\n", "221|¶"));
        await using var talk = await play.OpenAsync("smtp", Stage.Hello);
        await talk.AskAsync("STARTTLS", "220");
        await talk.StartTlsAsync();
        await talk.AskAsync("MAIL FROM:<mallory@far.example>", "503");
        var before = talk.HeardCount;
        await talk.AskAsync("EHLO again.example", "250");
        play.Expect(!talk.Since(before).Contains("STARTTLS", StringComparison.Ordinal), "STARTTLS is offered inside TLS");
        await talk.AskAsync("STARTTLS", "503");
    });

    [Fact, Trait("attack", "9")]
    public Task Who_does_not_wait_is_not_heard() => office.AttackAsync(async play =>
    {
        var before = await play.VictimMailsAsync();
        await play.TableAsync(
            "smtp",
            new("before the banner", Stage.Connected, "EHLO x\r\n" + Play.Smuggled, "554/220|554/¶|¶"),
            new("a group behind EHLO", Stage.Greeted, "EHLO x\r\n" + Play.Smuggled, "554 5.5.0|¶"),
            new("a group behind HELO", Stage.Greeted, "HELO x\r\n" + Play.Smuggled, "554 5.5.0|¶"));
        play.ExpectEqual(before, await play.VictimMailsAsync(), "mails of the victim");
    });

    [Fact, Trait("attack", "10")]
    public Task What_stands_behind_DATA_is_message_or_nothing() => office.AttackAsync(async play =>
    {
        var before = await play.VictimMailsAsync();
        await play.TableAsync(
            "smtp",
            new("commands behind an accepted DATA", Stage.Recipient, "DATA\r\nEHLO y\r\nQUIT\r\n.\r\n", "354|250", "QUIT\r\n", "221|¶"),
            new("commands behind a refused DATA", Stage.Hello, "DATA\r\n" + Play.Smuggled, "503|¶"),
            new("EHLO in a group", Stage.Recipient, "EHLO y\r\nDATA\r\nx\r\n.\r\n", "554|¶"),
            new("QUIT in a group", Stage.Recipient, "QUIT\r\nDATA\r\nx\r\n.\r\n", "221|¶"),
            new("all recipients refused", Stage.Sender, "RCPT TO:<nobody@postamt.test>\r\nDATA\r\n" + Play.Smuggled, "550|503|¶"));
        play.ExpectEqual(before + 1, await play.VictimMailsAsync(), "mails of the victim");
    });

    [Fact, Trait("attack", "11"), Trait("attack", "12"), Trait("attack", "15")]
    public Task Chunks_in_the_wrong_place() => office.AttackAsync(async play =>
    {
        var before = await play.VictimMailsAsync();
        var text = Play.Smuggled.PadRight(1000, 'x');
        await play.TableAsync(
            "smtp",
            new("without MAIL", Stage.Hello, $"BDAT 1000\r\n{text}QUIT\r\n", "503 5.5.1|221|¶"),
            new("LAST without MAIL", Stage.Hello, $"BDAT 1000 LAST\r\n{text}QUIT\r\n", "503 5.5.1|221|¶"),
            new("without RCPT", Stage.Sender, $"BDAT 1000\r\n{text}QUIT\r\n", "503 5.5.1|221|¶"),
            new("an error and then DATA", Stage.Hello, "BDAT 5\r\nhello", "503", "DATA\r\n", "503", "QUIT\r\n", "221|¶"),
            new("a bad chunk and then DATA", Stage.Recipient, "BDAT 3\r\na\nb", "554", "DATA\r\n", "503", "BDAT 2 LAST\r\n\r\n", "503/554", "QUIT\r\n", "221|¶"),
            new("a chunk and then DATA", Stage.Recipient, "BDAT 6\r\na: b\r\n", "250", "DATA\r\n", "503", "QUIT\r\n", "221|¶"),
            new("RSET between chunks", Stage.Recipient, "BDAT 6\r\na: b\r\n", "250", "RSET\r\n", "250", "BDAT 6 LAST\r\na: b\r\n", "503", "QUIT\r\n", "221|¶"),
            new("LAST twice", Stage.Recipient, "BDAT 6 LAST\r\na: b\r\n", "250", "BDAT 6 LAST\r\na: b\r\n", "503", "QUIT\r\n", "221|¶"),
            new("an empty end", Stage.Recipient, "BDAT 6\r\na: b\r\n", "250", "BDAT 0 LAST\r\n", "250", "QUIT\r\n", "221|¶"),
            new("dots", Stage.Recipient, "BDAT 16 LAST\r\na: b\r\n\r\n..c\r\n.\r\n", "250", "QUIT\r\n", "221|¶"));
        play.ExpectEqual(before + 3, await play.VictimMailsAsync(), "mails of the victim");
        await using var imap = await play.OpenAsync("imaps", Stage.Selected);
        var dots = await EndOfDataTests.FetchAsync(imap, before + 3);
        play.Expect(dots.EndsWith("a: b\r\n\r\n..c\r\n.\r\n", StringComparison.Ordinal), $"dots in chunks are stored as {dots}");
    });

    [Fact, Trait("attack", "17"), Trait("attack", "18")]
    public Task A_transaction_is_whole_or_gone() => office.AttackAsync(async play =>
    {
        var before = await play.VictimMailsAsync();
        var hops = string.Concat(Enumerable.Repeat("Received: from a by b; Mon, 23 Nov 2026 00:00:00 +0000\r\n", 60));
        await play.TableAsync(
            "smtp",
            new("a mail refused at its end, then RCPT and DATA", Stage.Content, hops + "\r\nbody\r\n.\r\n", "554", Rcpt, "503", "DATA\r\n", "503", "QUIT\r\n", "221|¶"),
            new("a mail refused at its end, then a good one", Stage.Content, hops + "\r\nbody\r\n.\r\n", "554", Mail, "250", Rcpt, "250", "DATA\r\n", "354", "a: b\r\n.\r\n", "250", "QUIT\r\n", "221|¶"),
            new("odd commands inside", Stage.Recipient, "VRFY \u00ff\u00fe\r\nEXPN x\r\nAUTH PLAIN AAAA\r\n\u00c3\u0028 x\r\nMAIL FROM:<\u00c0\u00af@x>\r\nVRFY x SMTPUTF8\r\n", "501|502|5|500|503|252", "DATA\r\n", "354", "a: b\r\n.\r\n", "250", "QUIT\r\n", "221|¶"),
            new("MAIL twice", Stage.Recipient, "MAIL FROM:<other@far.example>\r\nDATA\r\n", "503|354", "a: b\r\n.\r\n", "250", "QUIT\r\n", "221|¶"),
            new("RSET and then DATA", Stage.Recipient, "RSET\r\n", "250", "DATA\r\n", "503", "QUIT\r\n", "221|¶"));
        play.ExpectEqual(before + 3, await play.VictimMailsAsync(), "mails of the victim");
    });
}
