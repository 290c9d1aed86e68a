using System.Text;
using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Addresses;

/// <summary>Addresses and parameters made to be read as something else.</summary>
public sealed class GrammarTests(PostOffice office)
{
    private const string Quit = "QUIT\r\n";

    [Fact, Trait("attack", "23"), Trait("attack", "35")]
    public Task Line_ends_and_NUL_in_an_address_or_parameter() => office.AttackAsync(async play =>
    {
        string[] refused =
        [
            "MAIL FROM:<a@far.example> ENVID=+00", "MAIL FROM:<a@far.example> ENVID=a+0D+0Ab", "MAIL FROM:<a@far.example> AUTH=a+0D+0Ab@c.example", "MAIL FROM:<a@far.example> AUTH=+00",
            "MAIL FROM:<a@far.example> ENVID=+0", "MAIL FROM:<a@far.example> ENVID=+zz", "MAIL FROM:<\"a\\\u0001\"@far.example>", "MAIL FROM:<a\u007f@far.example>",
        ];
        await play.TableAsync("smtp", [.. refused.Select(line => new Variant(line, Stage.Hello, line + "\r\n", "501", Quit, "221|¶"))]);
        string[] orcpt = ["ORCPT=rfc822;a+0D+0ARCPT+20TO:<x@y.example>", "ORCPT=rfc822;+00", "NOTIFY=NEVER,SUCCESS", "ORCPT=" + new string('x', 600)];
        await play.TableAsync("smtp", [.. orcpt.Select(parameter => new Variant(parameter, Stage.Sender, $"RCPT TO:<{House.VictimAddress}> {parameter}\r\n", "501/555", Quit, "221|¶"))]);
        string[] closing = ["MAIL FROM:<a\0@far.example>", "MAIL FROM:<\"a\rb\"@far.example>", "MAIL FROM:<\"a\nRCPT TO:<x@y.example>\"@far.example>", "MAIL FROM:<a@far.example> ENVID=\0"];
        await play.TableAsync("smtp", [.. closing.Select(line => new Variant(line, Stage.Hello, line + "\r\n", "550 5.5.2|¶"))]);
        var inside = "RCPT TO:<\"a\r\nRCPT TO:<" + House.VictimAddress + ">\"@postamt.test>\r\n";
        await play.TableAsync("smtp", new Variant("a line end in quotes", Stage.Sender, inside, "501/553|501/553", "DATA\r\n", "503", Quit, "221|¶"));
    });

    [Fact, Trait("attack", "24")]
    public Task Addresses_and_words_that_are_no_UTF8() => office.AttackAsync(async play =>
    {
        var umlaut = Octets("grüße");
        string[] broken = ["\u00c0\u00af", "\u00e0\u0080\u00af", "\u00ed\u00a0\u0080", "\u00f4\u0090\u0080\u0080", "\u00c3", "\u00ff\u00fe", "\u00f8\u0088\u0080\u0080\u0080"];
        await play.TableAsync(
            "smtp",
            new("MAIL without SMTPUTF8", Stage.Hello, $"MAIL FROM:<{umlaut}@far.example>\r\n", "550 5.6.7/553 5.6.7", Quit, "221|¶"),
            new("RCPT without SMTPUTF8", Stage.Sender, $"RCPT TO:<{umlaut}@postamt.test>\r\n", "553 5.6.7", Quit, "221|¶"),
            new("EHLO", Stage.Greeted, $"EHLO {umlaut}.example\r\n", "501", Quit, "221|¶"));
        foreach (var octets in broken)
        {
            await play.TableAsync(
                "smtp",
                new("MAIL", Stage.Hello, $"MAIL FROM:<{octets}@far.example> SMTPUTF8\r\n", "501", Quit, "221|¶"),
                new("RCPT", Stage.Sender, $"RCPT TO:<{octets}@postamt.test>\r\n", "501/553", Quit, "221|¶"),
                new("VRFY", Stage.Hello, $"VRFY {octets} SMTPUTF8\r\n", "501", Quit, "221|¶"),
                new("a verb", Stage.Hello, $"{octets} x\r\n", "500", Quit, "221|¶"));
            await play.TableAsync(
                "imaps",
                new("LOGIN", Stage.Greeted, $"a LOGIN \"{octets}@postamt.test\" x\r\n", "a NO/a BAD", "b LOGOUT\r\n", "* BYE|b OK|¶"),
                new("LOGIN by literal", Stage.Greeted, $"a LOGIN {{{octets.Length}+}}\r\n{octets} x\r\n", "a NO/a BAD", "b LOGOUT\r\n", "* BYE|b OK|¶"),
                new("SELECT", Stage.Inside, $"a SELECT \"{octets}\"\r\n", "a NO/a BAD", "b LOGOUT\r\n", "* BYE|b OK|¶"),
                new("SEARCH", Stage.Selected, $"a SEARCH CHARSET UTF-8 TEXT {{{octets.Length}+}}\r\n{octets}\r\n", "a OK/a NO/a BAD", "b LOGOUT\r\n", "* BYE|b OK|¶"));
            await SaslAsync(play, octets);
        }
    }, new Bounds { Cpu = TimeSpan.FromSeconds(6) });

    [Fact, Trait("attack", "25")]
    public Task Nobody_forges_where_they_come_from() => office.AttackAsync(play => play.TableAsync(
        "smtp",
        new("PROXY v1", Stage.Connected, "PROXY TCP4 127.0.0.1 127.0.0.1 1 25\r\n", "554/220|500/¶"),
        new("PROXY v1 after the greeting", Stage.Greeted, "PROXY TCP4 127.0.0.1 127.0.0.1 1 25\r\n", "500", Quit, "221|¶"),
        new("PROXY v2", Stage.Greeted, "\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\u000c\u007f\0\0\u0001\u007f\0\0\u0001\0\u0001\0\u0019", "500|500|550|¶"),
        new("PROXY v2 oversized", Stage.Greeted, "\r\n\r\n\0\r\nQUIT\n\u0021\u0011\u00ff\u00ff" + new string('x', 65_535), "500|500|550|¶"),
        new("XCLIENT", Stage.Hello, "XCLIENT ADDR=127.0.0.1 NAME=localhost\r\n", "500", Quit, "221|¶"),
        new("XFORWARD", Stage.Hello, "XFORWARD ADDR=127.0.0.1\r\n", "500", Quit, "221|¶")));

    [Fact, Trait("attack", "34"), Trait("attack", "36"), Trait("attack", "98")]
    public Task Names_that_look_like_commands_or_other_addresses_are_names_that_nobody_has() => office.AttackAsync(async play =>
    {
        string[] names =
        [
            "\"anna@far.example x\"", "\"anna@far.example>\"", "\"<anna@far.example>\"", "\"anna@far.example,victim\"", "\";sleep 66;\"", "\"$(id)\"", "`id`", "${run{x}}", "|cmd", "/var/mail/victim",
            "\"../victim\"", "%s%n", "'--", "*", "\"victim\\\" or 1=1\"", "\"' or '1'='1\"", "\"*)(uid=*\"", "victim%00", "\"victim\\ \"",
        ];
        await play.TableAsync("smtp", [.. names.Select(name => new Variant(name, Stage.Sender, $"RCPT TO:<{name}@postamt.test>\r\n", "550 5.1.1", "DATA\r\n", "503", Quit, "221|¶"))]);
        await play.TableAsync("submissions", [.. names.Select(name => new Variant(name, Stage.Sender, $"RCPT TO:<{name}@postamt.test>\r\n", "550 5.1.1", Quit, "221|¶"))]);
        play.Expect(!Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[^1])).Any(process => IsChild(process, play.House.Process.Id)), "the server has started a process");
    }, new Bounds { Cpu = TimeSpan.FromSeconds(4) });

    [Fact, Trait("attack", "37")]
    public Task What_is_no_address_is_refused_exactly_at_the_limit() => office.AttackAsync(async play =>
    {
        var labels = string.Concat(Enumerable.Repeat(new string('d', 61) + ".", 4));
        (string Path, string Answer)[] paths =
        [
            ("\"\"@postamt.test", "501 5.1.3"), ("@postamt.test", "501 5.1.3"), ("a@", "501 5.1.3"), ("a@[IPv6:::]", "501/550"), ("a@[]", "501"), ("", "501"), (".a@postamt.test", "501"), ("a.@postamt.test", "501"), ("a..b@postamt.test", "501"),
            (new string('l', 64) + "@postamt.test", "550 5.1.1"), (new string('l', 65) + "@postamt.test", "501 5.1.3"), ("abc@" + labels + "ex", "550 5.7.1"), ("abcd@" + labels + "ex", "501 5.1.3"), ("a@" + new string('d', 64) + ".example", "501"),
        ];
        await play.TableAsync("smtp", [.. paths.Select(each => new Variant(each.Path, Stage.Sender, $"RCPT TO:<{each.Path}>\r\n", each.Answer, Quit, "221|¶"))]);
    });

    internal static string Octets(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static async Task SaslAsync(Play play, string octets)
    {
        await using var talk = await play.OpenAsync("submissions", Stage.Greeted);
        await talk.AskAsync("EHLO x", "250");
        await talk.AskAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.Latin1.GetBytes($"\0{octets}@postamt.test\0{octets}")), "5");
    }

    private static bool IsChild(string folder, int parent)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == $"{parent}";
        }
        catch (IOException)
        {
            // No process, or gone by now.
            return false;
        }
    }
}
