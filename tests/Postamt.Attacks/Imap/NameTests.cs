using System.Diagnostics;
using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;
using Postamt.Running;

namespace Postamt.Attacks.Imap;

/// <summary>Mailbox names that want to be paths, patterns or broken text.</summary>
public sealed class NameTests(PostOffice office)
{
    private static readonly int Mailboxes = Checkout.Full ? 10_000 : 300;

    [Fact, Trait("attack", "103")]
    public Task A_pattern_of_stars_is_matched_in_linear_time() => office.AttackAsync(async play =>
    {
        await using var talk = await play.OpenAsync("imaps", Stage.Greeted);
        await Play.SignInAsync(talk, play.House.Namesake);
        for (var some = 0; some < Mailboxes; some += 100)
        {
            await talk.SayAsync(string.Concat(Enumerable.Range(some, 100).Select(i => $"c{i} CREATE {new string('a', 60)}/{new string('a', 60)}{i}\r\n")));
            for (var i = 0; i < 100; i++)
                await talk.HearAsync();
        }

        var clock = Stopwatch.StartNew();
        foreach (var pattern in new[] { string.Concat(Enumerable.Repeat("*%", 400)) + "x", string.Concat(Enumerable.Repeat("*a", 100)) + "b", string.Concat(Enumerable.Repeat("%a*", 100)), new string('*', 4000), string.Concat(Enumerable.Repeat("%/", 500)) })
        {
            await talk.AskAsync($"d LIST \"\" \"{pattern}\"", "d ");
            await talk.AskAsync($"e LSUB \"\" \"{pattern}\"", "e ");
        }

        play.Expect(clock.Elapsed < TimeSpan.FromSeconds(10), $"ten patterns took {clock.Elapsed.TotalSeconds:0.0} s");
    }, new Bounds { Cpu = TimeSpan.FromSeconds(Checkout.Full ? 60 : 5) });

    [Fact, Trait("attack", "108")]
    public Task A_name_is_never_a_path() => office.AttackAsync(async play =>
    {
        var before = Files(play.House.Data);
        string[] names =
        [
            "../x", "../../../../etc/passwd", "..", ".", "/", "//", "/etc", "x/../../y", "..%2f..%2fx", "~root", "~/x", "x/", "/x", "x//y", "&AC8-", "&AC4ALg-", "INBOX/INBOX", "inbox/Inbox", "x.", "x ", " x", "CON", "x:y", "#mh/x", "#news", "{5}", new string('n', 4096), new string('n', 255) + "/" + new string('n', 255),
            string.Join('/', Enumerable.Repeat("d", 2000)), "*", "%", "x*y", "x%y", "$(id)", "`id`", "a\u0001b", "a\u001b[31mb", "a\u007fb",
        ];
        for (var i = 0; i < names.Length; i++)
        {
            await using var talk = await play.OpenAsync("imaps", Stage.Inside);
            var answer = await talk.AskAsync($"c{i} CREATE \"{names[i]}\"");
            play.Expect(answer.StartsWith($"c{i} ", StringComparison.Ordinal) && !answer.Contains("SERVERBUG", StringComparison.Ordinal), $"CREATE \"{names[i]}\" was answered {answer}");
            foreach (var command in new[] { "SELECT", "SUBSCRIBE", "UNSUBSCRIBE" })
            {
                answer = await talk.AskAsync($"s{i} {command} \"{names[i]}\"");
                play.Expect(answer.StartsWith($"s{i} ", StringComparison.Ordinal) && !answer.Contains("SERVERBUG", StringComparison.Ordinal), $"{command} \"{names[i]}\" was answered {answer}");
            }

            answer = await talk.AskAsync($"r{i} RENAME \"{names[i]}\" \"renamed {i}\"");
            await talk.AskAsync($"d{i} DELETE \"{(answer.StartsWith($"r{i} OK", StringComparison.Ordinal) ? $"renamed {i}" : names[i])}\"");
            if (talk.Ended)
                play.Expect(false, $"\"{names[i]}\" ended the session");
        }

        await play.TableAsync(
            "imaps",
            new Variant("NUL in a name", Stage.Inside, "a CREATE \"x\0y\"\r\n", "* BYE|¶"),
            new Variant("NUL in a literal", Stage.Inside, "a CREATE {3+}\r\nx\0y\r\n", "a BAD/a NO/* BYE"),
            new Variant("a line end in a literal", Stage.Inside, "a CREATE {5+}\r\nx\r\ny \r\n", "a BAD/a NO"));
        play.ExpectEqual(string.Join(' ', before), string.Join(' ', Files(play.House.Data)), "files of the data folder");
    }, new Bounds { Cpu = TimeSpan.FromSeconds(5) });

    [Fact, Trait("attack", "109")]
    public Task Modified_UTF7_is_refused_or_comes_back_as_it_was() => office.AttackAsync(async play =>
    {
        string[] names =
        [
            "&", "&!-", "&-", "&&", "&-&-", "&AGE-", "&2D0-", "&3gA-", "&2D0A,w-", "&2D3eAA-", "&AOQ", "&AOQ-&AOQ-", "&AAAA-", "&AAA-", "&AA-", "&A-", "&AGEAYg-", "a&AOQ-b", "&U,BTFw-", "&U,BTFw-&ZeVnLIqe-", "&Jjo!", "&,-", "&AP8-x&", "\u00c3\u00a4", "\u00e4", "&AOQ-\u00c3\u00a4", "&AOQA,A-", "&IC4-", "&IA4-",
        ];
        for (var i = 0; i < names.Length; i++)
        {
            await using var talk = await play.OpenAsync("imaps", Stage.Inside);
            var made = await talk.AskAsync($"c{i} CREATE \"{names[i]}\"");
            play.Expect(made.StartsWith($"c{i} ", StringComparison.Ordinal) && !made.Contains("SERVERBUG", StringComparison.Ordinal), $"CREATE \"{names[i]}\" was answered {made}");
            if (!made.StartsWith($"c{i} OK", StringComparison.Ordinal))
                continue;
            var before = talk.HeardCount;
            await talk.AskAsync($"l{i} LIST \"\" *", $"l{i} OK");
            var listed = talk.Since(before);
            play.Expect(listed.Contains(" " + names[i] + "\r\n", StringComparison.Ordinal) || listed.Contains($" \"{names[i]}\"\r\n", StringComparison.Ordinal), $"\"{names[i]}\" is listed as {listed}");
            await talk.AskAsync($"d{i} DELETE \"{names[i]}\"", $"d{i} OK");
        }
    });

    private static IEnumerable<string> Files(string data) =>
        new DirectoryInfo(data).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(data, file.FullName))
            .Where(file => !file.StartsWith("spool/", StringComparison.Ordinal) && !file.StartsWith("segments/", StringComparison.Ordinal) && file != "seals.log").Order(StringComparer.Ordinal);
}
