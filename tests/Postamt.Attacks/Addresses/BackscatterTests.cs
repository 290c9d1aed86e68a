using Postamt.Attacks.Framing;
using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;
using Postamt.Running;

namespace Postamt.Attacks.Addresses;

/// <summary>Notices nobody asked for: refusals are given in the session, and one mail makes one notice at the most.</summary>
public sealed class BackscatterTests(PostOffice office)
{
    private static readonly int Sessions = Checkout.Full ? 500 : 50;

    [Fact, Trait("attack", "43")]
    public Task Forged_mail_to_nobody_and_to_the_full_makes_no_notice() => office.AttackAsync(async play =>
    {
        await play.House.Door.DoAsync("account", "add", "full@postamt.test");
        await using (var first = await play.OpenAsync("smtp", Stage.Sender))
        {
            await first.AskAsync("RCPT TO:<full@postamt.test>", "250");
            await first.AskAsync("DATA", "354");
            await first.AskAsync($"Subject: x\r\n\r\n{new string('x', 990)}\r\n.", "250");
        }

        await play.House.Door.DoAsync("account", "set", "full@postamt.test", "--quota", "1000");
        for (var session = 0; session < Sessions; session++)
        {
            await using var talk = await play.OpenAsync("smtp", Stage.Hello);
            for (var i = 0; i < 10; i++)
            {
                await talk.AskAsync($"MAIL FROM:<forged{i}@far.example>", "250");
                // Who guesses much is put off, in the session too.
                var nobody = await talk.AskAsync($"RCPT TO:<nobody{session}-{i}@postamt.test>");
                play.Expect(nobody.StartsWith("550 5.1.1", StringComparison.Ordinal) || nobody.StartsWith('4'), $"a recipient that is not there: {nobody}");
                await talk.AskAsync("RCPT TO:<full@postamt.test>", "452 4.2.2");
                await talk.AskAsync("RSET", "250");
            }
        }
    }, new Bounds { Cpu = TimeSpan.FromSeconds(Checkout.Full ? 30 : 6) });

    [Fact, Trait("attack", "44")]
    public Task A_thousand_failures_make_one_notice() => office.AttackAsync(async play =>
    {
        var anna = play.House.Anna;
        var before = await play.MailsAsync(anna);
        string[] wishes = ["", " NOTIFY=FAILURE", " NOTIFY=DELAY,FAILURE", " NOTIFY=SUCCESS,DELAY,FAILURE"];
        await using (var talk = await play.OpenAsync("submissions", Stage.Sender))
        {
            await talk.SayAsync(string.Concat(Enumerable.Range(0, 999).Select(i => $"RCPT TO:<fail{i}@far.example>{wishes[i % wishes.Length]}\r\n")));
            for (var i = 0; i < 999; i++)
                play.Expect((await talk.HearAsync())?.StartsWith("250", StringComparison.Ordinal) is true, "a recipient is refused");
            await talk.AskAsync("RCPT TO:<fail-quietly@far.example> NOTIFY=NEVER", "250");
            await talk.AskAsync("DATA", "354");
            await talk.AskAsync($"From: {anna.Address}\r\nSubject: bomb\r\n\r\n{string.Concat(Enumerable.Repeat(new string('x', 990) + "\r\n", 200))}.", "250");
        }

        for (var i = 0; i < 600 && await play.MailsAsync(anna) == before; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        var notices = await NoticesAsync(play, before);
        play.Expect(notices.Count is > 0 and <= 10, $"{notices.Count} notices about one mail");
        foreach (var notice in notices)
        {
            play.Expect(notice.StartsWith("Return-Path: <>\r\n", StringComparison.Ordinal), "a notice is not from the null sender");
            play.Expect(notice.Length < 50_000 + 600 * 1000 && !notice.Contains("fail-quietly", StringComparison.Ordinal), $"a notice has {notice.Length} octets");
        }
    }, new Bounds { Cpu = TimeSpan.FromSeconds(10) });

    [Fact, Trait("attack", "44")]
    public Task A_failing_notice_makes_none() => office.AttackAsync(async play =>
    {
        await using (var talk = await play.OpenAsync("submissions", Stage.Hello))
        {
            await talk.AskAsync("MAIL FROM:<>", "250");
            await talk.AskAsync("RCPT TO:<fail@far.example>", "250");
            await talk.AskAsync("DATA", "354");
            await talk.AskAsync($"From: {play.House.Anna.Address}\r\n\r\nA notice.\r\n.", "250");
        }

        var before = await play.MailsAsync(play.House.Anna);
        var books = new Books(play.House);
        for (var i = 0; i < 400 && await books.QueueAsync() is { Count: > 0 }; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        play.ExpectEqual(before, await play.MailsAsync(play.House.Anna), "mails of Anna");
    });

    private static async Task<List<string>> NoticesAsync(Play play, int before)
    {
        var books = new Books(play.House);
        for (var i = 0; i < 400 && await books.QueueAsync() is { Count: > 0 }; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        await using var imap = await play.OpenAsync("imaps");
        await imap.HearAsync();
        await Play.SignInAsync(imap, play.House.Anna);
        await imap.AskAsync("a SELECT INBOX", "a OK");
        var notices = new List<string>();
        for (var number = before + 1; number <= await play.MailsAsync(play.House.Anna); number++)
            notices.Add(await EndOfDataTests.FetchAsync(imap, number));
        return notices;
    }
}
