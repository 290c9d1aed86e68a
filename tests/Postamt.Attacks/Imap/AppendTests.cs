using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Imap;

/// <summary>More than fits: refused before a single octet is read, by APPEND as by SMTP (RFC 7889).</summary>
public sealed class AppendTests(PostOffice office)
{
    private const int MessageLimit = 50 * 1024 * 1024;

    [Fact, Trait("attack", "104")]
    public Task What_is_too_big_is_refused_before_it_is_read() => office.AttackAsync(async play =>
    {
        var small = new Person("small@postamt.test", "Secret-small-e08b21");
        play.Secrets.AddRange(small.Secrets);
        await play.House.Door.DoAsync("account", "add", small.Address, "--password", small.Password, "--quota", "100K");
        await using var imap = await play.OpenAsync("imaps", Stage.Greeted);
        await Play.SignInAsync(imap, small);
        await imap.AskAsync($"a APPEND INBOX {{{MessageLimit + 1}}}", "a NO [TOOBIG]");
        await imap.AskAsync("b APPEND INBOX {200000}", "b NO [OVERQUOTA]");
        await imap.AskAsync("c APPEND INBOX {200000+}\r\n" + new string('x', 200_000), "c NO [OVERQUOTA]");
        await imap.AskAsync("d APPEND Nowhere {10}", "d NO [TRYCREATE]");
        await imap.AskAsync("e APPEND INBOX {0}", "e NO");
        var stored = 0;
        for (var i = 0; i < 20 && (await imap.AskAsync($"f{i} APPEND INBOX {{20000+}}\r\nSubject: x\r\n\r\n{new string('y', 20_000 - 14)}")).StartsWith($"f{i} OK", StringComparison.Ordinal); i++)
            stored++;
        play.Expect(stored is 4 or 5, $"{stored} mails of 20 000 octets went into 100 KiB");
        await imap.AskAsync("g APPEND INBOX {60000}", "g NO [OVERQUOTA]");
        await imap.AskAsync("h APPEND INBOX {1000+}\r\n" + new string('x', 1000) + " {60000}", "h NO");
        await imap.AskAsync("i STATUS INBOX (MESSAGES SIZE)", "i OK");
        play.Expect(imap.Heard.Contains($"MESSAGES {stored} ", StringComparison.Ordinal), $"STATUS disagrees with {stored}");
        await play.TableAsync(
            "smtp",
            new("more than the mailbox holds", Stage.Hello, "MAIL FROM:<mallory@far.example> SIZE=200000\r\n", "250", $"RCPT TO:<{small.Address}>\r\n", "552 5.2.2", "DATA\r\n", "503", "QUIT\r\n", "221|¶"),
            new("more than is left", Stage.Hello, "MAIL FROM:<mallory@far.example> SIZE=90000\r\n", "250", $"RCPT TO:<{small.Address}>\r\n", "452 4.2.2", "DATA\r\n", "503", "QUIT\r\n", "221|¶"),
            new("more than anybody may send", Stage.Hello, $"MAIL FROM:<mallory@far.example> SIZE={MessageLimit + 1}\r\n", "552 5.3.4", "QUIT\r\n", "221|¶"));
    });

    [Fact, Trait("attack", "104")]
    public Task Crafted_appends_and_questions_come_to_an_end() => office.AttackAsync(async play =>
    {
        const string quit = "z LOGOUT\r\n";
        const string bye = "* BYE/¶|z OK/¶|¶";
        var before = await play.VictimMailsAsync();
        await play.TableAsync(
            "imaps",
            new("no message", Stage.Inside, "a APPEND INBOX\r\n", "a BAD", quit, bye),
            new("a message as a string", Stage.Inside, "a APPEND INBOX \"a: b\"\r\n", "a BAD", quit, bye),
            new("flags without an end", Stage.Inside, "a APPEND INBOX (\\Seen \\Seen {5}\r\n", "a BAD", quit, bye),
            new("a flag nobody may set", Stage.Inside, "a APPEND INBOX (\\Recent) {5}\r\n", "a BAD/a NO/+", "a: b\r\n", "a BAD/a NO/a: BAD/a OK"),
            new("a thousand flags", Stage.Inside, "a APPEND INBOX (" + string.Join(' ', Enumerable.Range(0, 5000).Select(i => "f" + i)) + ") {5+}\r\na: b\n\r\n", "a NO/a BAD/a OK", quit, bye),
            new("a date that is none", Stage.Inside, "a APPEND INBOX \"32-Foo-99999 99:99:99 +9999\" {5}\r\n", "a BAD/a NO", quit, bye),
            new("rubbish behind the message", Stage.Inside, "a APPEND INBOX {6+}\r\na: b\r\n rubbish\r\n", "a BAD", quit, bye),
            new("a second message that is too big", Stage.Inside, "a APPEND INBOX {6+}\r\na: b\r\n {99999999}\r\n", "a NO", quit, bye),
            new("a hundred and one messages", Stage.Inside, "a APPEND INBOX" + string.Concat(Enumerable.Repeat(" {6+}\r\na: b\r\n", 101)) + "\r\n", "a NO", quit, bye),
            new("STATUS of ten thousand items", Stage.Inside, "a STATUS INBOX (" + string.Join(' ', Enumerable.Repeat("MESSAGES", 5000)) + ")\r\n", "a OK/a BAD/a NO", quit, bye),
            new("STATUS of nothing", Stage.Inside, "a STATUS INBOX ()\r\n", "a BAD", quit, bye),
            new("STATUS without an end", Stage.Inside, "a STATUS INBOX (MESSAGES\r\n", "a BAD", quit, bye));
        var stored = await play.VictimMailsAsync() - before;
        play.Expect(stored <= 2, $"{stored} crafted messages are stored");
    });
}
