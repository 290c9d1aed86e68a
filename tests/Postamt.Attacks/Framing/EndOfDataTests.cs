using System.Text;
using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Framing;

/// <summary>A mail ends with CRLF dot CRLF and with nothing else, whoever sends it (RFC 5321 4.1.1.4).</summary>
public sealed class EndOfDataTests(PostOffice office)
{
    internal static readonly string[] Ends = ["\n.\n", "\n.\r", "\r.\n", "\r.\r", "\n.\r\n", "\r.\r\n", "\r\n\0.\r\n", "\r\n.\n", "\r\n.\r", "\r\n.\r\r\n", "\r\r\n.\r\r\n", "\r\n.\0\r\n"];

    [Theory, Trait("attack", "1"), Trait("attack", "3"), Trait("attack", "63")]
    [InlineData("smtp")]
    [InlineData("submission")]
    [InlineData("submissions")]
    [InlineData("lmtp")]
    public Task No_other_end_makes_two_mails_of_one(string listener) => office.AttackAsync(async play =>
    {
        var before = await play.VictimMailsAsync();
        await play.TableAsync(listener, [.. Ends.Select(end => new Variant(Name(end), Stage.Content, $"Subject: x\r\n\r\nbody{end}{Play.Smuggled}", "550 5.5.2|¶"))]);
        play.ExpectEqual(before, await play.VictimMailsAsync(), "mails of the victim");
    });

    [Fact, Trait("attack", "63")]
    public Task Nul_is_refused_wherever_it_stands() => office.AttackAsync(async play =>
    {
        var before = await play.VictimMailsAsync();
        await play.TableAsync(
            "smtp",
            new("NUL in a field's name", Stage.Content, "Sub\0ject: x\r\n\r\nbody\r\n.\r\n", "550 5.5.2|¶"),
            new("NUL in the body", Stage.Content, "Subject: x\r\n\r\nbo\0dy\r\n.\r\n", "550 5.5.2|¶"),
            new("NUL in a chunk", Stage.Recipient, "BDAT 8 LAST\r\na: b\r\n\r\0", "554 5.6.0", "QUIT\r\n", "221|¶"));
        await using var imap = await play.OpenAsync("imaps", Stage.Selected);
        var answer = await imap.AskAsync("a APPEND INBOX {7}", "+ ");
        await imap.SayAsync("a: b\0\r\n\r\n");
        answer = await imap.HearAsync();
        play.Expect(answer?.StartsWith("a BAD", StringComparison.Ordinal) is true, $"APPEND with NUL was answered {answer}");
        play.ExpectEqual(before, await play.VictimMailsAsync(), "mails of the victim");
    });

    [Fact, Trait("attack", "4")]
    public Task Our_fields_stay_whole_beside_a_hostile_first_line() => office.AttackAsync(async play =>
    {
        string[] hostile =
        [
            "From victim@postamt.test Mon Nov 23 00:00:00 2026", ">From x", " continuation", "\tcontinuation", "\u00a0x: y", ":", ": x", "Received", "Received:", "Return-Path: <forged@postamt.test>",
            "no field at all", "x y: z", "-", "..", "Received: from [127.0.0.1]\r\n\tby mail.postamt.test", "=?utf-8?q?x?=: y", "\u001b[31m: red", new string('h', 990), "(", "\"",
        ];
        var random = new Xorshift(7);
        var lines = hostile.Concat(Enumerable.Range(0, Postamt.Running.Checkout.Full ? 10_000 : 60).Select(_ => random.Line())).ToList();
        var first = await play.VictimMailsAsync() + 1;
        await SendAsync(play, lines);
        await using var imap = await play.OpenAsync("imaps", Stage.Selected);
        for (var i = 0; i < lines.Count; i++)
        {
            var stored = await FetchAsync(imap, first + i);
            var content = lines[i] + "\r\nSubject: rest\r\n\r\nbody\r\n";
            play.Expect(stored.EndsWith(content, StringComparison.Ordinal) && IsOurs(stored[..^content.Length]), $"the mail with the first line {Name(lines[i])} is stored as {stored}");
        }
    }, new Bounds { Cpu = TimeSpan.FromSeconds(Postamt.Running.Checkout.Full ? 120 : 4) });

    /// <summary>Whole fields that we write, each name at the start of a line, each continuation folded.</summary>
    private static bool IsOurs(string prefix) =>
        prefix.EndsWith("\r\n", StringComparison.Ordinal) && prefix.StartsWith("Return-Path: <mallory@far.example>\r\n", StringComparison.Ordinal)
        && prefix.Split("\r\n")[..^1].All(line => line.StartsWith("Return-Path: ", StringComparison.Ordinal) || line.StartsWith("Received: ", StringComparison.Ordinal) || line.StartsWith("Delivered-To: ", StringComparison.Ordinal) || line.StartsWith('\t') || line.StartsWith(' '));

    private static async Task SendAsync(Play play, List<string> lines)
    {
        foreach (var some in lines.Chunk(500))
        {
            await using var talk = await play.OpenAsync("smtp", Stage.Hello);
            foreach (var line in some)
            {
                await talk.AskAsync("MAIL FROM:<mallory@far.example>", "250");
                await talk.AskAsync($"RCPT TO:<{House.VictimAddress}>", "250");
                await talk.AskAsync("DATA", "354");
                await talk.AskAsync((line.StartsWith('.') ? "." : "") + line + "\r\nSubject: rest\r\n\r\nbody\r\n.", "250");
            }
        }
    }

    /// <summary>The octets of a message, by the length its literal announces.</summary>
    internal static async Task<string> FetchAsync(Talk imap, int number, string section = "")
    {
        var before = imap.HeardCount;
        await imap.AskAsync($"f{number}{section.Length} FETCH {number} (BODY.PEEK[{section}])");
        var said = imap.Since(before);
        var open = said.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
            return said;
        var close = said.IndexOf('}', open);
        var length = int.Parse(said[(open + 1)..close], System.Globalization.CultureInfo.InvariantCulture);
        return said.Substring(close + 3, length);
    }

    private static string Name(string octets) => string.Concat(octets.Take(80).Select(each => each is >= ' ' and <= '~' ? each.ToString() : $"<{(int)each:x2}>"));

    /// <summary>The same lines in every run, of octets that may stand in a line.</summary>
    private sealed class Xorshift(uint seed)
    {
        private uint _state = seed;

        public string Line()
        {
            var line = new StringBuilder();
            for (var length = 1 + Next() % 60; length > 0; length--)
            {
                var octet = (char)(1 + Next() % 255);
                line.Append(octet is '\r' or '\n' ? ':' : octet);
            }

            return line.ToString();
        }

        private uint Next()
        {
            _state ^= _state << 13;
            _state ^= _state >> 17;
            return _state ^= _state << 5;
        }
    }
}
