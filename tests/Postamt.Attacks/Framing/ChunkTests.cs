using System.Text;
using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Framing;

/// <summary>Chunks without number, sizes that cannot be, mails without end.</summary>
public sealed class ChunkTests(PostOffice office)
{
    private const int Limit = 50 * 1024 * 1024;

    [Fact, Trait("attack", "13")]
    public Task Ten_thousand_chunks_are_the_most() => office.AttackAsync(async play =>
    {
        await using var talk = await play.OpenAsync("smtp", Stage.Recipient);
        var saying = talk.SayAsync(string.Concat(Enumerable.Repeat("BDAT 1\r\nx", 100_000)));
        var taken = 0;
        while (await talk.HearAsync() is { } answer && answer.StartsWith("250", StringComparison.Ordinal))
            taken++;
        play.ExpectEqual(10_000, taken, "chunks taken");
        play.Expect(talk.Heard.EndsWith("421 4.7.0 Too many chunks, closing\r\n", StringComparison.Ordinal), $"the last word is {talk.Heard[^60..]}");
        play.Expect(await talk.HearAsync() is null, "the session goes on");
        await saying;
    });

    [Fact, Trait("attack", "14")]
    public Task A_size_that_cannot_be_believed_closes() => office.AttackAsync(async play =>
    {
        string[] sizes = ["2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615", "-1", "+5", "0x10", "1e3", "", "５", new string('9', 40)];
        await play.TableAsync("smtp", [.. sizes.Select(size => new Variant($"BDAT {size}", Stage.Recipient, $"BDAT {Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(size))}\r\n{Play.Smuggled}", "501/552|¶"))]);
        await play.TableAsync("smtp", [.. sizes.Select(size => new Variant($"SIZE={size}", Stage.Hello, $"MAIL FROM:<a@far.example> SIZE={Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(size))}\r\n", "501/552", "QUIT\r\n", "221|¶"))]);
    });

    [Fact, Trait("attack", "16")]
    public Task Beyond_the_size_limit_nobody_reads_on() => office.AttackAsync(async play =>
    {
        await using var talk = await play.OpenAsync("smtp", Stage.Content);
        var block = new string('x', 998) + "\r\n";
        var piece = string.Concat(Enumerable.Repeat(block, 1024));
        long sent = 0;
        while (sent < 2L * Limit && await talk.SayAsync(piece))
            sent += piece.Length;
        play.Expect(sent < Limit + 16 * piece.Length, $"{sent} octets were taken");
        play.Expect((await talk.EndAsync()).EndsWith("421 4.3.4 Message too large, closing\r\n", StringComparison.Ordinal), $"the last word is {talk.Heard}");
    }, new Bounds { Cpu = TimeSpan.FromSeconds(10) });

    [Fact, Trait("attack", "20")]
    public Task A_line_of_any_length_is_streamed() => office.AttackAsync(async play =>
    {
        var before = await play.VictimMailsAsync();
        foreach (var length in new[] { 999, 2_000_000, 45_000_000 })
        {
            await using var talk = await play.OpenAsync("smtp", Stage.Content);
            await talk.SayAsync("Subject: one line\r\n\r\n");
            var piece = new string('y', Math.Min(length, 1_000_000));
            for (var left = length; left > 0; left -= piece.Length)
                await talk.SayAsync(left < piece.Length ? piece[..left] : piece);
            await talk.AskAsync("\r\n.", "250");
        }

        play.ExpectEqual(before + 3, await play.VictimMailsAsync(), "mails of the victim");
        await using var imap = await play.OpenAsync("imaps", Stage.Selected);
        var stored = await EndOfDataTests.FetchAsync(imap, before + 2, "TEXT");
        play.Expect(stored == new string('y', 2_000_000) + "\r\n", $"a line of 2 000 000 is stored as {stored.Length}");
        await imap.AskAsync($"d STORE {before + 3} +FLAGS.SILENT (\\Deleted)", "d OK");
        await imap.AskAsync("e EXPUNGE", "e OK");
    }, new Bounds { Cpu = TimeSpan.FromSeconds(10) });
}
