using Postamt.Attacks.Addresses;
using Postamt.Attacks.Logins;
using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Logs;

/// <summary>What peers say stands in the log escaped, on one line, and without what is secret; at the level that logs most.</summary>
public sealed class LogTests
{
    private static readonly string[] Harm =
    [
        "\u001b[2J\u001b[31mred", "x\u0007\u0008y", "\u007f", "x\",\"LogLevel\":\"Error\",\"y\":\"", "{\"LogLevel\":\"Critical\"}", "\\n{\"forged\":true}", "%0d%0a", "{Session}{0}{Reason}",
        GrammarTests.Octets("\u202egnp.exe"), GrammarTests.Octets("\u2028{\"LogLevel\":\"Error\"}"), GrammarTests.Octets("\u0085next"), "\u0085\u009b31m", new string('A', 1900),
    ];

    [Fact, Trait("attack", "128")]
    public async Task Nothing_a_peer_says_forges_a_line_or_tells_a_secret()
    {
        await using var house = await House.StartAsync("trace");
        Assert.Empty(await new NextMail(house).FindingsAsync());
        Assert.Empty(await CommonOracle.FindingsAsync(house, HarmAsync, new Bounds { Cpu = TimeSpan.FromSeconds(12) }));
        Assert.Empty(await CommonOracle.FindingsAsync(house, SecretsAsync, new Bounds { Cpu = TimeSpan.FromSeconds(12) }));
        await house.Process.KillAsync();
        // The trace was on: what is no secret is in it.
        Assert.Contains(house.Process.LogFrom(0), line => line.Contains("EHLO stranger.example", StringComparison.Ordinal));
    }

    private static async Task HarmAsync(Play play)
    {
        foreach (var harm in Harm)
        {
            await play.TableAsync(
                "smtp",
                new("EHLO", Stage.Greeted, $"EHLO {harm}\r\n", "501/250/500", "QUIT\r\n", "221/¶"),
                new("MAIL", Stage.Hello, $"MAIL FROM:<\"{harm}\"@far.example> SMTPUTF8\r\n", "501/250/500", "QUIT\r\n", "221/¶"),
                new("a verb", Stage.Hello, $"{harm}\r\n", "500", "QUIT\r\n", "221/¶"),
                new("RCPT", Stage.Sender, $"RCPT TO:<\"{harm}\"@postamt.test>\r\n", "5", "QUIT\r\n", "221/¶"),
                new("subject", Stage.Content, $"Subject: {harm}\r\nMessage-ID: <{harm}@x>\r\nFrom: \"{harm}\" <x@far.example>\r\n\r\n{harm}\r\n.\r\n", "250/55", "QUIT\r\n", "221/¶"));
            await play.TableAsync("submissions", new Variant("AUTH", Stage.Greeted, "EHLO x\r\n", "250", $"AUTH {harm}\r\n", "501/504/500", "QUIT\r\n", "221/¶"));
            await play.TableAsync(
                "imaps",
                new("a tag", Stage.Greeted, $"{harm} NOOP\r\n", harm[..1] + "/* B/*"),
                new("LOGIN", Stage.Greeted, $"a LOGIN {{{harm.Length}+}}\r\n{harm} x\r\n", "a NO/a BAD/* BYE"),
                new("CREATE", Stage.Inside, $"a CREATE {{{harm.Length}+}}\r\n{harm}\r\n", "a NO/a BAD/a OK/* BYE"),
                new("SEARCH", Stage.Selected, $"a SEARCH TEXT {{{harm.Length}+}}\r\n{harm}\r\n", "a NO/a BAD/a OK/* BYE"));
        }

        var megabyte = new string('M', 1_000_000);
        await play.TableAsync("smtp", new Variant("EHLO of a megabyte", Stage.Greeted, $"EHLO {megabyte}\r\n", "500|¶"), new Variant("a subject of 900 000", Stage.Content, $"Subject: {megabyte[..900_000]}\r\n\r\n.\r\n", "250"));
    }

    private static async Task SecretsAsync(Play play)
    {
        const string secret = "Geheim-4f0c9d\u00e9";
        const string ascii = "Geheim-4f0c9d";
        var plain = GuessingTests.Plain("anna@postamt.test", ascii);
        var word = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(ascii));
        play.Secrets.AddRange([ascii, secret, plain, word, plain[..20]]);
        await play.TableAsync(
            "submissions",
            new("PLAIN at once", Stage.Greeted, "EHLO x\r\n", "250", $"AUTH PLAIN {plain}\r\n", "535", $"auth  plain {plain}\r\n", "501/535/454", $"AUTH {plain}\r\n", "504/501", "QUIT\r\n", "221|¶"),
            new("PLAIN later", Stage.Greeted, "EHLO x\r\n", "250", "AUTH PLAIN\r\n", "334", plain + "\r\n", "535/454", "QUIT\r\n", "221|¶"),
            new("LOGIN", Stage.Greeted, "EHLO x\r\n", "250", "AUTH LOGIN\r\n", "334", word + "\r\n", "334", word + "\r\n", "535/454", "QUIT\r\n", "221|¶"),
            new("broken", Stage.Greeted, "EHLO x\r\n", "250", $"AUTH PLAIN {plain}!\r\n", "501", "QUIT\r\n", "221|¶"),
            new("in pieces", Stage.Greeted, "EHLO x\r\n", "250", "AUTH PLAIN\r\n", "334", plain[..20] + "\r\n", "501/535", "QUIT\r\n", "221|¶"));
        await play.TableAsync("submission", new Variant("in plain text", Stage.Greeted, "EHLO x\r\n", "250", $"AUTH PLAIN {plain}\r\n", "5", "QUIT\r\n", "221|¶"));
        await play.TableAsync(
            "imaps",
            new("LOGIN", Stage.Greeted, $"a LOGIN anna@postamt.test {ascii}\r\n", "a NO"),
            new("LOGIN quoted", Stage.Greeted, $"a login \"anna@postamt.test\" \"{ascii}\"\r\n", "a NO"),
            new("LOGIN with literals", Stage.Greeted, "a LOGIN {17+}\r\nanna@postamt.test {13}\r\n", "+", ascii + "\r\n", "a NO"),
            new("LOGIN with literals unasked", Stage.Greeted, $"a LOGIN {{17+}}\r\nanna@postamt.test {{13+}}\r\n{ascii}\r\n", "a NO"),
            new("a literal in a literal's line", Stage.Greeted, $"a LOGIN anna@postamt.test {{13+}}\r\n{ascii} \r\n", "a BAD/a NO"),
            new("LOGIN with too many words", Stage.Greeted, $"a LOGIN anna@postamt.test {ascii} x\r\n", "a BAD"),
            new("LOGIN without a tag", Stage.Greeted, $"LOGIN anna@postamt.test {ascii}\r\n", "LOGIN BAD/* BAD"),
            new("AUTHENTICATE at once", Stage.Greeted, $"a AUTHENTICATE PLAIN {plain}\r\n", "a NO"),
            new("AUTHENTICATE later", Stage.Greeted, "a AUTHENTICATE PLAIN\r\n", "+", plain + "\r\n", "a NO"));
        await play.TableAsync("imap", new Variant("in plain text", Stage.Greeted, $"a LOGIN anna@postamt.test {ascii}\r\n", "a NO"));
    }
}
