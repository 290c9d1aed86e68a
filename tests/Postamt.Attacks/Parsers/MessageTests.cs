using System.Text;
using Postamt.Attacks.Framing;
using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Parsers;

/// <summary>Messages made to break whoever looks into them, delivered while somebody waits for news of the mailbox.</summary>
public sealed class MessageTests(PostOffice office)
{
    [Fact, Trait("attack", "38")]
    public Task Addresses_without_number_reach_the_reader_and_hurt_nobody() => office.AttackAsync(async play =>
    {
        (string Name, string Header)[] headers =
        [
            ("forty thousand addresses", "To: " + Folded(Enumerable.Range(0, 40_000).Select(i => $"a{i}@b.example"))),
            ("addresses in many fields", string.Concat(Enumerable.Range(0, 9_000).Select(i => $"To: a{i}@b.example, c{i}@d.example\r\nCc: e{i}@f.example\r\n")).TrimEnd()),
            ("groups in groups", "To: " + Folded(Enumerable.Repeat("g:", 10_000), "") + ";"),
            ("empty groups", "To: " + Folded(Enumerable.Repeat("g:;", 20_000))),
            ("brackets", "To: " + Folded(Enumerable.Repeat("<", 20_000), "")),
            ("comments", "To: " + Folded(Enumerable.Repeat("(", 20_000), "") + "a@b.example"),
            ("quotes", "To: " + Folded(Enumerable.Repeat("\"", 20_001), "")),
            ("routes", "To: <" + Folded(Enumerable.Repeat("@a.example", 20_000)) + ":b@c.example>"),
            ("nobody", "To:\r\nCc:\r\nFrom:\r\nSender:"),
        ];
        await using var reader = await play.OpenAsync("imaps", Stage.Selected);
        var number = await play.VictimMailsAsync();
        foreach (var (name, header) in headers)
        {
            await reader.AskAsync("i IDLE", "+ ");
            await DeliverAsync(play, name, header + "\r\nSubject: many\r\n\r\nbody\r\n");
            number++;
            await NewsAsync(play, reader, number, name);
            await reader.AskAsync($"e FETCH {number} (ENVELOPE BODYSTRUCTURE)", "");
            var stored = await EndOfDataTests.FetchAsync(reader, number, "HEADER.FIELDS (SUBJECT)");
            play.Expect(stored.Contains("many", StringComparison.Ordinal), $"{name}: the subject is {stored}");
        }
    }, new Bounds { Cpu = TimeSpan.FromSeconds(15) });

    [Fact, Trait("attack", "5")]
    public Task Header_and_body_are_parted_once_for_all() => office.AttackAsync(async play =>
    {
        string[] mails =
        [
            "From: a@far.example\r\nno field at all\r\nSubject: hidden5\r\n\r\nbody\r\n", "From: a@far.example\r\n \r\nSubject: hidden5\r\n\r\nbody\r\n", "From: a@far.example\r\n\t\r\n\r\nSubject: hidden5\r\n\r\nbody\r\n",
            "From: a@far.example\r\n--\r\nSubject: hidden5\r\n\r\nbody\r\n", "From: a@far.example\r\n:\r\nSubject: hidden5\r\n\r\nbody\r\n", "no field\r\nSubject: hidden5\r\n\r\nbody\r\n", "\r\nSubject: hidden5\r\n\r\nbody\r\n", "From: a@far.example\r\nx y: z\r\nSubject: hidden5\r\n\r\nbody\r\n", "From: a@far.example\r\n\u00a0\r\nSubject: hidden5\r\n\r\nbody\r\n",
        ];
        var number = await play.VictimMailsAsync();
        foreach (var mail in mails)
            await DeliverAsync(play, mail, mail);
        await using var imap = await play.OpenAsync("imaps", Stage.Selected);
        foreach (var mail in mails)
        {
            number++;
            var (whole, header, text) = (await EndOfDataTests.FetchAsync(imap, number), await EndOfDataTests.FetchAsync(imap, number, "HEADER"), await EndOfDataTests.FetchAsync(imap, number, "TEXT"));
            play.ExpectEqual(whole, header + text, "header and text together");
            var before = imap.HeardCount;
            await imap.AskAsync($"e FETCH {number} ENVELOPE", "e OK");
            await imap.AskAsync($"s SEARCH {number} SUBJECT hidden5", "s OK");
            var said = imap.Since(before);
            var seen = (header.Contains("\nSubject: hidden5", StringComparison.Ordinal), said.Contains("\"hidden5\"", StringComparison.Ordinal), said.Contains($"* SEARCH {number}\r\n", StringComparison.Ordinal),
                (await EndOfDataTests.FetchAsync(imap, number, "HEADER.FIELDS (SUBJECT)")).Contains("hidden5", StringComparison.Ordinal));
            play.Expect(seen is (true, true, true, true) or (false, false, false, false), $"{mail}: HEADER, ENVELOPE, SEARCH and HEADER.FIELDS see the field: {seen}");
        }
    });

    private static async Task DeliverAsync(Play play, string name, string content)
    {
        await using var talk = await play.OpenAsync("smtp", Stage.Content);
        await talk.SayAsync(content);
        var answer = await talk.AskAsync(".");
        play.Expect(answer.StartsWith("250", StringComparison.Ordinal), $"{name[..Math.Min(name.Length, 60)]} was answered {answer}");
    }

    /// <summary>Who idles hears of it, and leaves IDLE.</summary>
    private static async Task NewsAsync(Play play, Talk reader, int number, string name)
    {
        for (var i = 0; i < 200 && !reader.Heard.Contains($"* {number} EXISTS\r\n", StringComparison.Ordinal); i++)
            await reader.SomeAsync();
        play.Expect(reader.Heard.Contains($"* {number} EXISTS\r\n", StringComparison.Ordinal), $"{name}: no news of it");
        await reader.SayAsync("DONE\r\n");
        play.Expect((await reader.HearAsync())?.StartsWith("i OK", StringComparison.Ordinal) is true, "IDLE does not end");
    }

    /// <summary>In lines of some ninety words.</summary>
    private static string Folded(IEnumerable<string> words, string separator = ", ") =>
        new StringBuilder().AppendJoin(separator + "\r\n ", words.Chunk(40).Select(some => string.Join(separator, some))).ToString();
}
