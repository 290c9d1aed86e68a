using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Floods;

/// <summary>Too long, too many, too often, or another protocol altogether.</summary>
public sealed class CommandFloodTests(PostOffice office)
{
    [Fact, Trait("attack", "19")]
    public Task A_command_line_has_an_end() => office.AttackAsync(async play =>
    {
        await play.TableAsync(
            "smtp",
            new("512 octets", Stage.Hello, "NOOP " + new string('x', 505) + "\r\n", "250", "QUIT\r\n", "221|¶"),
            new("2049 octets", Stage.Hello, "NOOP " + new string('x', 2042) + "\r\n", "500 5.5.2|¶"),
            new("4096 octets without an end", Stage.Hello, new string('x', 4096), "500 5.5.2|¶"),
            new("a megabyte without an end", Stage.Hello, "MAIL FROM:<" + new string('x', 1_000_000), "500 5.5.2|¶"),
            new("a megabyte of CR", Stage.Hello, "NOOP " + new string('\r', 1_000_000), "550/500|¶"));
        await play.TableAsync(
            "imap",
            new("8 KiB before login", Stage.Greeted, "a NOOP " + new string('x', 8200), "* BYE|¶"),
            new("a megabyte before login", Stage.Greeted, new string('x', 1_000_000), "* BYE|¶"),
            new("a megabyte inside", Stage.Inside, "a NOOP " + new string('x', 1_000_000), "* BYE|¶"));
    });

    [Theory, Trait("attack", "21")]
    [InlineData("smtp", "NOOP", 100)]
    [InlineData("smtp", "RSET", 100)]
    [InlineData("smtp", "HELP", 100)]
    [InlineData("smtp", "VRFY x", 100)]
    [InlineData("smtp", "EXPN x", 20)]
    [InlineData("smtp", "FOO", 20)]
    [InlineData("smtp", "MAIL FROM:<", 20)]
    [InlineData("submission", "NOOP", 100)]
    [InlineData("lmtp", "RSET", 100)]
    [InlineData("imap", "a NONSENSE", 20)]
    [InlineData("imap", "a NOOP", 100)]
    [InlineData("imap", "a CAPABILITY", 100)]
    public Task Chatter_has_an_end(string listener, string command, int most) => office.AttackAsync(async play =>
    {
        await using var talk = await play.OpenAsync(listener, listener == "smtp" ? Stage.Hello : Stage.Greeted);
        var saying = talk.SayAsync(string.Concat(Enumerable.Repeat(command + "\r\n", 300_000)));
        var answers = 0;
        while (await talk.HearAsync() is not null)
            answers++;
        play.Expect(answers <= most + 2, $"{command} was answered {answers} times");
        await saying;
    });

    [Fact, Trait("attack", "21")]
    public Task Hello_after_hello_has_an_end() => office.AttackAsync(async play =>
    {
        await using var talk = await play.OpenAsync("smtp", Stage.Greeted);
        var hellos = 0;
        while (hellos < 1000 && (await talk.AskAsync("EHLO x")).StartsWith("250", StringComparison.Ordinal))
            hellos++;
        play.ExpectEqual(100, hellos, "EHLO commands answered");
        play.Expect(talk.Heard.EndsWith("closing\r\n", StringComparison.Ordinal), $"the last word is {talk.Heard[^60..]}");
    });

    [Fact, Trait("attack", "22")]
    public Task Another_protocol_is_cut_at_once() => office.AttackAsync(async play =>
    {
        string[] foreign = ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 200\r\n\r\n" + Play.Smuggled, "CONNECT mx:25 HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HEAD / HTTP/1.0\r\n\r\n"];
        var before = await play.VictimMailsAsync();
        foreach (var speech in foreign)
        {
            await play.TableAsync("smtp", new Variant(speech[..8], Stage.Greeted, speech, "¶"), new Variant(speech[..8], Stage.Hello, speech, "¶"));
            await play.TableAsync("submission", new Variant(speech[..8], Stage.Greeted, speech, "¶"));
            await play.TableAsync("imap", new Variant(speech[..8], Stage.Greeted, speech, speech[..3] + "|¶"));
        }

        const string clientHello = "\u0016\u0003\u0001\u0000\u002f\u0001\u0000\u0000\u002b\u0003\u0003abcdefghijklmnopqrstuvwxyzabcdef\u0000\u0000\u0004\u0013\u0001\u0013\u0002\u0001\u0000";
        await play.TableAsync("smtp", new Variant("ClientHello", Stage.Greeted, clientHello, "550/¶|¶"));
        await play.TableAsync("imap", new Variant("ClientHello", Stage.Greeted, clientHello, "* BYE/¶|¶"));
        play.ExpectEqual(before, await play.VictimMailsAsync(), "mails of the victim");
    });

    [Fact, Trait("attack", "26"), Trait("attack", "27")]
    public Task Recipients_without_number() => office.AttackAsync(async play =>
    {
        await play.TableAsync("smtp", new Variant(
            "from the null sender", Stage.Hello, "MAIL FROM:<>\r\n", "250",
            string.Concat(Enumerable.Repeat($"RCPT TO:<{House.VictimAddress}>\r\n", 50)), string.Join('|', Enumerable.Repeat("250", 5).Concat(Enumerable.Repeat("452 4.5.3", 45))),
            "QUIT\r\n", "221|¶"));
        await CountAsync(play, House.VictimAddress, 12_000, ("250", 1000), ("452 4.5.3", 10_000), ("421", 1));
        await CountAsync(play, "nobody@postamt.test", 100_000, ("550 5.1.1", 20), ("421", 1));
    }, new Bounds { Cpu = TimeSpan.FromSeconds(4) });

    /// <summary>Sends a pipeline of RCPTs and compares the runs of answers: so many of this, then so many of that, then the end.</summary>
    private static async Task CountAsync(Play play, string recipient, int times, params (string Answer, int Most)[] runs)
    {
        await using var talk = await play.OpenAsync("smtp", Stage.Sender);
        var saying = talk.SayAsync(string.Concat(Enumerable.Repeat($"RCPT TO:<{recipient}>\r\n", times)));
        var (run, count) = (0, 0);
        while (await talk.HearAsync() is { } answer)
        {
            if (!answer.StartsWith(runs[run].Answer, StringComparison.Ordinal) && run + 1 < runs.Length)
                (run, count) = (run + 1, 0);
            if (!answer.StartsWith(runs[run].Answer, StringComparison.Ordinal) || ++count > runs[run].Most)
            {
                play.Expect(false, $"{recipient}: {answer} as number {count} where {runs[run]} was expected");
                break;
            }
        }

        play.Expect(run == runs.Length - 1, $"{recipient}: the answers end with {talk.Heard[^60..]}");
        await saying;
    }
}
