using System.Text.Json;
using Postamt.Attacks.Framing;
using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Tls;

/// <summary>Plain text around STARTTLS: what came before the handshake counts for nothing after it (RFC 3207 6, RFC 9051 6.2.1).</summary>
public sealed class InjectionTests(PostOffice office)
{
    [Fact, Trait("attack", "6")]
    public Task Nothing_said_in_plain_text_is_executed_in_TLS() => office.AttackAsync(async play =>
    {
        var before = await play.VictimMailsAsync();
        // At the same time, as under load.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AllAsync(play)));
        play.ExpectEqual(before, await play.VictimMailsAsync(), "mails of the victim");
    });

    [Fact, Trait("attack", "6")]
    public Task A_handshake_that_is_none_ends_the_connection() => office.AttackAsync(async play =>
    {
        string[] rubbish = ["\0\0\0\0\0\0\0\0", "\u0016\u0003\u0001\u0000\u0005\u0001\0\0\0\0", "\u0016\u0003\u0003\u00ff\u00ff" + new string('\u0001', 70_000), "\u0080\u002e\u0001\u0003\u0001" + new string('\u0002', 60), new string('A', 100_000), "\u0015\u0003\u0001\0\u0002\u0002\u0028"];
        await Task.WhenAll(rubbish.Select(async hello =>
        {
            await play.TableAsync("smtp", new Variant("rubbish after STARTTLS", Stage.Hello, "STARTTLS\r\n", "220", hello, "¶"));
            await play.TableAsync("imap", new Variant("rubbish after STARTTLS", Stage.Greeted, "a STARTTLS\r\n", "a OK", hello, "¶"));
            foreach (var listener in new[] { "imaps", "submissions" })
            {
                await using var talk = await Talk.OpenAsync(play.House[listener], play.House.NextPeer(), imap: false);
                await talk.SayAsync(hello);
                play.Expect(!(await talk.EndAsync()).Contains("220", StringComparison.Ordinal), "a greeting without TLS");
            }
        }));
    });

    [Fact, Trait("attack", "7")]
    public Task Plain_text_behind_anothers_STARTTLS_defers_the_mail() => office.AttackAsync(async play =>
    {
        var sent = play.House.Injecting.Count;
        await using (var talk = await OutboundTests.SubmitAsync(play, "who@inject.example"))
            await talk.AskAsync($"From: {play.House.Anna.Address}\r\n\r\nbody\r\n.", "250");
        var (id, attempts, failure) = ("", 0, "");
        for (var i = 0; i < 400 && attempts == 0 && play.House.Injecting.Count == sent; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
            using var queue = JsonDocument.Parse(await play.House.Door.DoAsync("queue", "list", "--json"));
            var row = queue.RootElement.EnumerateArray().SingleOrDefault();
            if (row.ValueKind != JsonValueKind.Object)
                continue;
            (id, attempts) = (row.GetProperty("id").GetString()!, row.GetProperty("attempts").GetInt32());
            failure = row.ToString();
        }

        play.ExpectEqual(sent, play.House.Injecting.Count, "mails at the server that injects");
        play.ExpectEqual(1, attempts, $"attempts ({failure})");
        await play.House.Door.DoAsync("queue", "remove", id);
    });

    private static async Task AllAsync(Play play)
    {
        foreach (var listener in new[] { "smtp", "submission" })
        {
            await using var talk = await play.OpenAsync(listener, Stage.Greeted);
            await talk.AskAsync("EHLO x", "250");
            await talk.SayAsync("STARTTLS\r\n" + Play.Smuggled);
            play.Expect((await talk.HearAsync())?.StartsWith("554", StringComparison.Ordinal) is true && await talk.HearAsync() is null, $"commands behind STARTTLS were answered {talk.Heard}");
        }

        await play.TableAsync(
            "smtp",
            new Variant("in the next segment", Stage.Hello, "STARTTLS\r\n", "220", Play.Smuggled, "¶"),
            new Variant("half a command", Stage.Hello, "STARTTLS\r\nE", "554|¶"));
        await play.TableAsync(
            "imap",
            new Variant("behind STARTTLS", Stage.Greeted, $"a STARTTLS\r\nb LOGIN {play.House.Victim.Address} x\r\n", "a BAD|¶"),
            new Variant("in the next segment", Stage.Greeted, "a STARTTLS\r\n", "a OK", "b NOOP\r\nc NOOP\r\n", "¶"),
            new Variant("in a literal", Stage.Greeted, "a LOGIN {8+}\r\nSTARTTLS {2+}\r\nxy\r\n", "a NO/a BAD"));
    }
}
