using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;
using Postamt.Running;

namespace Postamt.Attacks.Logins;

/// <summary>Sign-in exchanges that go wrong, are left, or are made where anybody could listen.</summary>
public sealed class ExchangeTests(PostOffice office)
{
    private const string Hello = "EHLO x\r\n";
    private const string Quit = "QUIT\r\n";

    [Fact, Trait("attack", "96")]
    public Task A_broken_exchange_fails_alone() => office.AttackAsync(async play =>
    {
        var anna = play.House.Anna;
        Variant Row(string name, params string[] steps) => new(name, Stage.Greeted, Hello, "250", [.. steps, "AUTH PLAIN " + anna.Plain + "\r\n", "235", Quit, "221|¶"]);
        await play.TableAsync(
            "submissions",
            Row("no base64", "AUTH PLAIN !!!\r\n", "501"),
            Row("one octet", "AUTH PLAIN =\r\n", "501/535"),
            Row("empty", "AUTH PLAIN\r\n", "334", "\r\n", "501/535"),
            Row("aborted", "AUTH PLAIN\r\n", "334", "*\r\n", "501"),
            Row("a NUL too few", "AUTH PLAIN AGEA\r\n", "501/535"),
            Row("a NUL too many", "AUTH PLAIN AABhAGIAYwA=\r\n", "501/535"),
            Row("padding inside", "AUTH PLAIN AG==EAYg==\r\n", "501"),
            Row("the mechanism is switched", "AUTH LOGIN\r\n", "334", "AUTH PLAIN " + anna.Plain + "\r\n", "501"),
            Row("a command in the exchange", "AUTH LOGIN\r\n", "334", "RSET\r\n", "501/334", "*\r\n", "501/500"),
            Row("unknown", "AUTH NTLM\r\n", "504", "AUTH EXTERNAL =\r\n", "504", "AUTH ANONYMOUS\r\n", "504", "AUTH GSSAPI\r\n", "504", "AUTH " + new string('A', 500) + "\r\n", "504/501"),
            Row("no mechanism", "AUTH\r\n", "501", "AUTH  \r\n", "501"),
            Row("somebody else's rights", "AUTH PLAIN " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{House.VictimAddress}\0{anna.Address}\0{anna.Password}")) + "\r\n", "535"));
        await play.TableAsync(
            "imaps",
            new("no base64", Stage.Greeted, "a AUTHENTICATE PLAIN !!!\r\n", "a BAD/a NO", "b LOGOUT\r\n", "* BYE|b OK|¶"),
            new("aborted", Stage.Greeted, "a AUTHENTICATE PLAIN\r\n", "+", "*\r\n", "a BAD", "b LOGOUT\r\n", "* BYE|b OK|¶"),
            new("the mechanism is switched", Stage.Greeted, "a AUTHENTICATE LOGIN\r\n", "+", "b AUTHENTICATE PLAIN\r\n", "a BAD/a NO", "b LOGOUT\r\n", "* BYE|b OK|¶"),
            new("a line without an end", Stage.Greeted, "a AUTHENTICATE PLAIN\r\n", "+", new string('A', 1_000_000), "a BAD|* BYE/¶|¶"));
    }, new Bounds { Cpu = TimeSpan.FromSeconds(6) });

    [Fact, Trait("attack", "96")]
    public Task Who_leaves_in_the_middle_leaves_nothing_behind() => office.AttackAsync(async play =>
    {
        for (var i = 0; i < (Checkout.Full ? 100_000 : 300); i++)
        {
            await using var talk = await play.OpenAsync("imap");
            await talk.SayAsync("a AUTHENTICATE PLAIN\r\n");
            await talk.HearAsync();
        }

        for (var i = 0; i < 100; i++)
        {
            await using var talk = await play.OpenAsync("submissions", Stage.Greeted);
            await talk.AskAsync("EHLO x", "250");
            await talk.AskAsync(i % 2 == 0 ? "AUTH LOGIN" : "AUTH PLAIN", "334");
        }
    }, new Bounds { Cpu = TimeSpan.FromSeconds(Checkout.Full ? 600 : 5) });

    [Fact, Trait("attack", "97")]
    public Task No_password_is_taken_in_plain_text() => office.AttackAsync(async play =>
    {
        var anna = play.House.Anna;
        await play.TableAsync(
            "submission",
            new("PLAIN", Stage.Greeted, Hello, "250", $"AUTH PLAIN {anna.Plain}\r\n", "538 5.7.11/530 5.7.0", Quit, "221|¶"),
            new("LOGIN", Stage.Greeted, Hello, "250", "AUTH LOGIN\r\n", "538 5.7.11/530 5.7.0", Quit, "221|¶"),
            new("MAIL without a sign-in", Stage.Greeted, Hello, "250", $"MAIL FROM:<{anna.Address}>\r\n", "530", Quit, "221|¶"));
        await play.TableAsync(
            "imap",
            new("LOGIN", Stage.Greeted, $"a LOGIN {anna.Address} {anna.Password}\r\n", "a NO [PRIVACYREQUIRED]", "b LOGOUT\r\n", "* BYE|b OK|¶"),
            new("PLAIN", Stage.Greeted, $"a AUTHENTICATE PLAIN {anna.Plain}\r\n", "a NO [PRIVACYREQUIRED]", "b LOGOUT\r\n", "* BYE|b OK|¶"));
        await play.TableAsync("smtp", new Variant("where nobody signs in", Stage.Hello, $"AUTH PLAIN {anna.Plain}\r\n", "502/530/503", Quit, "221|¶"));
        await using var plain = await play.OpenAsync("submission", Stage.Greeted);
        await plain.AskAsync("EHLO x", "250");
        play.Expect(!plain.Heard.Contains("AUTH", StringComparison.Ordinal), $"AUTH is offered in plain text: {plain.Heard}");
        await using var imap = await play.OpenAsync("imap");
        play.Expect((await imap.HearAsync())?.Contains("LOGINDISABLED", StringComparison.Ordinal) is true, "LOGINDISABLED is missing");
    });

    [Fact, Trait("attack", "98")]
    public Task What_is_said_is_a_parameter_and_nothing_else() => office.AttackAsync(async play =>
    {
        string[] words = ["' or '1'='1", "'; drop table account; --", "%", "_", "*", "*)(uid=*", "x%27", "\u00bf\u0027", ")(|(uid=*))", "$ne", "{\\\"$gt\\\":\\\"\\\"}", "victim@postamt.test' --", "* MATCH x", "\\\" OR NEAR(", "-x", "a AND"];
        foreach (var word in words)
        {
            await using var outside = await play.OpenAsync("imaps", Stage.Greeted);
            await outside.AskAsync($"a LOGIN \"{word}\" \"{word}\"", "a ");
            await outside.AskAsync("b SELECT INBOX", "b BAD");
        }

        var number = 0;
        foreach (var word in words)
        {
            await using var talk = await play.OpenAsync("imaps", Stage.Selected);
            foreach (var command in new[] { "SEARCH TEXT", "SEARCH SUBJECT", "SEARCH FROM", "SEARCH KEYWORD", "SEARCH HEADER Subject", "LIST \"\"", "LSUB \"\"", "STATUS", "CREATE", "SELECT", "RENAME INBOX" })
            {
                var tag = $"t{number++}";
                var answer = await talk.AskAsync($"{tag} {command} \"{word}\"{(command == "STATUS" ? " (MESSAGES)" : "")}");
                play.Expect(answer.StartsWith(tag, StringComparison.Ordinal) && !answer.Contains("SERVERBUG", StringComparison.Ordinal), $"{command} \"{word}\" was answered {answer}");
                if (answer.StartsWith(tag + " OK", StringComparison.Ordinal) && command is "CREATE")
                    await talk.AskAsync($"u{number} DELETE \"{word}\"", $"u{number} OK");
                if (command is "SELECT" or "RENAME INBOX")
                    await talk.AskAsync($"v{number} SELECT INBOX", $"v{number} OK");
            }

            await talk.AskAsync("w STATUS INBOX (MESSAGES)", "w OK");
        }
    }, new Bounds { Cpu = TimeSpan.FromSeconds(12) });
}
