using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Imap;

/// <summary>Octets that are announced and never come, brackets that are opened and never closed.</summary>
public sealed class LiteralTests(PostOffice office)
{
    private const string Out = "z LOGOUT\r\n";
    private const string Bye = "* BYE|z OK|¶";

    [Fact, Trait("attack", "101")]
    public Task A_literal_is_refused_before_it_is_asked_for() => office.AttackAsync(async play =>
    {
        string[] sizes = ["2147483647", "2147483648", "4294967296", "9223372036854775807", "18446744073709551616", "99999999999", new string('9', 40)];
        foreach (var size in sizes)
        {
            await play.TableAsync(
                "imap",
                new($"LOGIN {{{size}}}", Stage.Greeted, $"a LOGIN {{{size}}}\r\n", "a BAD/* BYE"),
                new($"LOGIN {{{size}+}}", Stage.Greeted, $"a LOGIN {{{size}+}}\r\nb NOOP\r\n", "* BYE/a BAD|¶"));
            await play.TableAsync(
                "imaps",
                new($"APPEND {{{size}}}", Stage.Inside, $"a APPEND INBOX {{{size}}}\r\n", "a NO/a BAD/* BYE"),
                new($"APPEND {{{size}+}}", Stage.Inside, $"a APPEND INBOX {{{size}+}}\r\nb NOOP\r\n", "a NO/a BAD/* BYE"),
                new($"SEARCH {{{size}}}", Stage.Selected, $"a SEARCH TEXT {{{size}}}\r\n", "a NO/a BAD/* BYE"));
        }

        await play.TableAsync(
            "imap",
            new("8 KiB before login", Stage.Greeted, "a LOGIN {8193}\r\n", "a BAD [TOOBIG]", Out, Bye),
            new("8 KiB in two", Stage.Greeted, "a LOGIN {8000+}\r\n" + new string('x', 8000) + " {8000}\r\n", "a BAD [TOOBIG]", Out, Bye),
            new("no number", Stage.Greeted, "a LOGIN {}\r\n", "a BAD", Out, Bye),
            new("a negative one", Stage.Greeted, "a LOGIN {-1}\r\n", "a BAD", Out, Bye),
            new("binary", Stage.Greeted, "a LOGIN ~{5}\r\n", "a BAD", Out, Bye));
        await play.TableAsync(
            "imaps",
            new("64 KiB inside", Stage.Selected, "a SEARCH TEXT {65537}\r\n", "a BAD/a NO", Out, Bye),
            new("a thousand and one", Stage.Selected, "a SEARCH" + string.Concat(Enumerable.Repeat(" TEXT {1+}\r\nx", 1100)) + "\r\n", "* BYE/a BAD"),
            new("ten thousand empty ones", Stage.Selected, "a SEARCH" + string.Concat(Enumerable.Repeat(" TEXT {0+}\r\n", 10_000)) + "\r\n", "* BYE/a BAD"));
    });

    [Fact, Trait("attack", "102")]
    public Task Depth_and_length_have_an_end() => office.AttackAsync(async play =>
    {
        await play.TableAsync(
            "imap",
            new("a million brackets", Stage.Greeted, "a ID " + new string('(', 1_000_000), "* BYE|¶"),
            new("8 KiB of brackets", Stage.Greeted, "a ID " + new string('(', 8000) + "\r\n", "a BAD", Out, Bye),
            new("brackets as a tag", Stage.Greeted, new string('(', 8000) + " NOOP\r\n", "* BAD", Out, Bye));
        string Nested(string word, int times) => string.Concat(Enumerable.Repeat(word + " ", times));
        await play.TableAsync(
            "imaps",
            new("NOT in NOT", Stage.Selected, "a SEARCH " + Nested("NOT", 10_000) + "ALL\r\n", "a BAD/a NO", Out, Bye),
            new("OR in OR", Stage.Selected, "a SEARCH " + Nested("OR ALL", 9_000) + "ALL\r\n", "a BAD/a NO", Out, Bye),
            new("brackets in a search", Stage.Selected, "a SEARCH " + new string('(', 30_000) + "ALL" + new string(')', 30_000) + "\r\n", "a BAD/a NO", Out, Bye),
            new("sixty are fine", Stage.Selected, "a SEARCH " + Nested("NOT", 60) + "ALL\r\n", "a OK", Out, Bye),
            new("a hundred thousand items", Stage.Selected, "a FETCH 1:* (" + Nested("FLAGS", 100_000) + ")\r\n", "* BYE|¶"),
            new("ten thousand items", Stage.Selected, "a FETCH 1:* (" + Nested("FLAGS", 10_000) + "UID)\r\n", "a BAD/a OK/a NO", Out, Bye),
            new("a set of ten thousand", Stage.Selected, "a FETCH " + string.Join(',', Enumerable.Range(1, 10_000)) + " FLAGS\r\n", "a BAD/a OK/a NO", Out, Bye),
            new("a set to the end of the world", Stage.Selected, "a FETCH 1:4294967295 FLAGS\r\nb UID FETCH 4294967295:1 FLAGS\r\n", "a OK/a BAD|b OK", Out, Bye),
            new("a set beyond it", Stage.Selected, "a FETCH 1:4294967296 FLAGS\r\nb UID FETCH 0 FLAGS\r\n", "a BAD|b BAD", Out, Bye),
            new("header names", Stage.Selected, "a FETCH 1 BODY.PEEK[HEADER.FIELDS (" + Nested("Subject", 5000) + "X)]\r\n", "a BAD/a OK/a NO", Out, Bye),
            new("parts of parts", Stage.Selected, "a FETCH 1 BODY.PEEK[" + string.Join('.', Enumerable.Repeat("1", 20_000)) + "]\r\n", "a BAD/a OK/a NO", Out, Bye));
    }, new Bounds { Cpu = TimeSpan.FromSeconds(5) });
}
