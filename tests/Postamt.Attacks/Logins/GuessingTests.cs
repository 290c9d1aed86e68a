using System.Text;
using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;
using Postamt.Running;

namespace Postamt.Attacks.Logins;

/// <summary>Guessing passwords, one after the other and all at once.</summary>
public sealed class GuessingTests(PostOffice office)
{
    private static readonly int Crowd = Checkout.Full ? 1000 : 240;

    [Fact, Trait("attack", "93")]
    public Task Failures_count_whatever_protocol_they_come_by() => office.AttackAsync(async play =>
    {
        var (peer, anna) = (play.House.NextPeer(), play.House.Anna);
        for (var i = 0; i < 6; i++)
        {
            await using var smtp = await play.OpenAsync("submissions", Stage.Greeted, peer);
            await smtp.AskAsync("EHLO x", "250");
            await smtp.AskAsync("AUTH PLAIN " + Plain($"guess{i}@postamt.test", "wrong"), "535/454".Split('/')[i == 5 ? 1 : 0]);
        }

        // The right password, at the wrong place: first told by the other protocol, then from elsewhere.
        await using (var imap = await play.OpenAsync("imaps", Stage.Greeted, peer))
            await imap.AskAsync($"a LOGIN {anna.Address} {anna.Password}", "a NO [LIMIT]");
        await using (await play.OpenAsync("submissions", Stage.Hello))
        await using (var forged = await play.OpenAsync("imap", Stage.Connected, peer))
        {
            // Nobody is believed who says to stand elsewhere.
            await forged.SayAsync("X-Forwarded-For: 10.0.0.1\r\n\r\nPROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n");
            play.Expect(!(await forged.HearAsync() ?? "").Contains("10.0.0", StringComparison.Ordinal), "a forged address is repeated");
        }
    });

    [Fact, Trait("attack", "93")]
    public Task A_name_that_is_guessed_at_stays_open_where_its_owner_sits() => office.AttackAsync(async play =>
    {
        var (home, reader) = (System.Net.IPAddress.Parse("127.9.9.9"), play.House.Reader);
        for (var i = 0; i < 8; i++)
        {
            await using var guess = await play.OpenAsync("imaps", Stage.Greeted);
            await guess.AskAsync($"a LOGIN {reader.Address} wrong{i}", "a NO");
        }

        await using var stranger = await play.OpenAsync("imaps", Stage.Greeted);
        await stranger.AskAsync($"a LOGIN {reader.Address} {reader.Password}", "a NO [LIMIT]");
        await using var owner = await play.OpenAsync("imaps", Stage.Greeted, home);
        await owner.AskAsync($"a LOGIN {reader.Address} {reader.Password}", "a OK");
    });

    [Fact, Trait("attack", "94")]
    public Task The_unknown_and_the_known_read_the_same() => office.AttackAsync(async play =>
    {
        await play.House.Door.DoAsync("account", "add", "known94@postamt.test", "--password", "Secret-known-60e1b4");
        var answers = new Dictionary<string, string>();
        foreach (var name in new[] { "known94@postamt.test", "unknown94@postamt.test", "known94@nowhere.example", "known94", "a@b@c" })
        {
            await using var imap = await play.OpenAsync("imaps", Stage.Greeted);
            await using var smtp = await play.OpenAsync("submissions", Stage.Greeted);
            await smtp.AskAsync("EHLO x", "250");
            answers[name] = await imap.AskAsync($"a LOGIN \"{name}\" wrong") + await smtp.AskAsync("AUTH PLAIN " + Plain(name, "wrong"));
        }

        play.ExpectEqual(1, answers.Values.Distinct().Count(), $"different answers: {string.Join(" / ", answers)}");
    }, new Bounds { Cpu = TimeSpan.FromSeconds(10) });

    [Fact, Trait("attack", "95")]
    public Task A_crowd_of_sign_ins_is_queued_or_told_to_come_back() => office.AttackAsync(async play =>
    {
        await using var inside = await play.OpenAsync("imaps", Stage.Selected);
        List<Talk> crowd = [];
        for (var i = 0; i < Crowd; i++)
            crowd.Add(await ReadyAsync(play));
        var answers = Task.WhenAll(crowd.Select((talk, number) => talk.AskAsync("AUTH PLAIN " + Plain($"crowd{number}@postamt.test", "wrong"))));
        // Who is signed in already works on, and who comes back to a place that is known gets in.
        for (var i = 0; i < 20; i++)
            await inside.AskAsync($"n{i} NOOP", $"n{i} OK");
        await play.NextMailAsync();
        var all = await answers;
        play.Expect(all.All(answer => answer.StartsWith("535", StringComparison.Ordinal) || answer.StartsWith("454", StringComparison.Ordinal)), $"answers: {string.Join(' ', all.Distinct())}");
        // How many are told to come back (454) depends on the machine; that the queue is bounded is held by AuthenticatorTests.
        foreach (var talk in crowd)
            await talk.DisposeAsync();
    }, new Bounds { Growth = 200L << 20, Cpu = TimeSpan.FromSeconds(90) });

    [Fact, Trait("attack", "95")]
    public Task A_megabyte_is_no_password() => office.AttackAsync(async play =>
    {
        var huge = new string('p', 1_000_000);
        await play.TableAsync(
            "submissions",
            new("in the command", Stage.Greeted, "EHLO x\r\n", "250", "AUTH PLAIN " + Plain("huge@postamt.test", huge) + "\r\n", "500|¶"),
            new("in the exchange", Stage.Greeted, "EHLO x\r\n", "250", "AUTH PLAIN\r\n", "334", Plain("huge@postamt.test", huge) + "\r\n", "500 5.5.6|¶"),
            new("as long as a line", Stage.Greeted, "EHLO x\r\n", "250", "AUTH PLAIN\r\n", "334", Plain("huge@postamt.test", huge[..9000]) + "\r\n", "535/501", "QUIT\r\n", "221|¶"));
        await play.TableAsync(
            "imaps",
            new("quoted", Stage.Greeted, $"a LOGIN huge@postamt.test \"{huge}\"\r\n", "* BYE|¶"),
            new("in a literal", Stage.Greeted, "a LOGIN huge@postamt.test {1000000}\r\n", "a BAD [TOOBIG]"),
            new("in a literal unasked", Stage.Greeted, $"a LOGIN huge@postamt.test {{1000000+}}\r\n{huge}\r\n", "* BYE|¶"),
            new("as long as it may be", Stage.Greeted, $"a LOGIN huge@postamt.test {{8000+}}\r\n{huge[..8000]}\r\n", "a NO/a BAD"));
    });

    internal static string Plain(string name, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{name}\0{password}"));

    private static async Task<Talk> ReadyAsync(Play play)
    {
        var talk = await play.OpenAsync("submissions", Stage.Greeted);
        await talk.AskAsync("EHLO x", "250");
        return talk;
    }
}
