using CsCheck;

namespace Postamt.Smtp.Tests;

/// <summary>Random command sequences against a reference state machine (THREATS 18), and random octets.</summary>
public sealed class ModelTests
{
    private static readonly int Iterations = Environment.GetEnvironmentVariable("POSTAMT_FULL") == "1" ? 1_000_000 : 20_000;
    private static readonly SmtpLimits Patient = new() { Errors = int.MaxValue, JunkCommands = int.MaxValue, Mails = int.MaxValue };

    private static readonly string[] Commands =
    [
        "EHLO x", "HELO x", "EHLO", "MAIL FROM:<a@b.example>", "MAIL FROM:<refused@b.example>", "MAIL FROM:<broken@b.example>", "MAIL FROM:x", "RCPT TO:<b@post.example>",
        "RCPT TO:<unknown@post.example>", "RCPT TO:<broken@post.example>", "RCPT TO:<grüße@post.example>", "DATA", "BDAT 3\r\na\r\n", "BDAT 3 LAST\r\na\r\n", "BDAT 3\r\na\nb",
        "RSET", "NOOP", "VRFY grüße", "EXPN x", "AUTH PLAIN =", "STARTTLS x", "FOO", "MAIL FROM:<a@b.example>", "RCPT TO:<b@post.example>",
    ];

    [Fact]
    [Trait("attack", "18")]
    [Trait("attack", "11")]
    [Trait("attack", "12")]
    [Trait("attack", "15")]
    [Trait("attack", "17")]
    public Task Any_sequence_of_commands_is_answered_as_the_reference_does() =>
        Gen.Int[0, Commands.Length - 1].Array[1, 16].SampleAsync(async sequence => await PlayAsync(sequence), iter: Iterations, threads: 2);

    [Fact]
    public Task Random_octets_end_the_session_and_never_throw() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[0, 3]).SampleAsync(
            async random =>
            {
                await using Talk talk = await Talk.OpenAsync();
                if (random.Item2 > 0)
                    await talk.AskAsync("EHLO x");
                if (random.Item2 > 1)
                    await talk.AskAsync("MAIL FROM:<a@b.example>");
                if (random.Item2 > 2)
                    await talk.AskAsync("RCPT TO:<b@post.example>");
                try
                {
                    await talk.Wire.SendAsync(random.Item1);
                    await talk.Wire.EndInputAsync();
                }
                catch (IOException)
                {
                    // It has already closed.
                }
                await talk.Wire.ReadToEndAsync();
                await talk.Session.WaitAsync(TimeSpan.FromSeconds(20));
                Assert.Equal(0, talk.Handler.Open);
            },
            iter: Iterations / 10, threads: 2);

    private static async Task PlayAsync(int[] sequence)
    {
        await using Talk talk = await Talk.OpenAsync(limits: Patient);
        var reference = new ReferenceSession();
        foreach (int index in sequence)
        {
            string command = Commands[index];
            int expected = reference.Step(command);
            await talk.SayAsync(command.StartsWith("BDAT", StringComparison.Ordinal) ? command : command + "\r\n");
            string reply = await talk.ReplyAsync();
            Assert.True(reply.StartsWith($"{expected} ", StringComparison.Ordinal), $"{string.Join(" | ", sequence.Select(i => Commands[i].ReplaceLineEndings("/")))}: {command} gives {reply}, not {expected}");
            if (expected == 354)
                Assert.StartsWith("250 ", await talk.AskAsync("."));
        }
        Assert.Equal(reference.Mails, talk.Handler.Mails.Count);
    }
}
