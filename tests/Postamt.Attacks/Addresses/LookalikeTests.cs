using System.Text;
using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Addresses;

/// <summary>Names that look the same, are written in several ways, or are the same at two companies.</summary>
public sealed class LookalikeTests(PostOffice office)
{
    [Fact, Trait("attack", "39")]
    public Task One_name_has_one_form() => office.AttackAsync(async play =>
    {
        var (door, password) = (play.House.Door, "Secret-jose-3c77d2");
        play.Secrets.Add(password);
        await door.DoAsync("account", "add", "jos\u00e9@postamt.test", "--password", password);
        foreach (var twin in new[] { "jose\u0301@postamt.test", "JOS\u00c9@postamt.test", "j\uff4fs\u00e9@postamt.test", "jos\u00e9\u200d@postamt.test", "jos\u00e9\u202e@postamt.test", "jos\u00e9\uff20postamt.test", "v\u0131ctim@postamt.test", "v\u0456ctim@postamt.test", "\uff56ictim@postamt.test" })
        {
            var made = await door.RunAsync("account", "add", twin);
            play.Expect(made.Exit != 0, $"an account {twin} was made beside jos\u00e9 and victim");
        }

        // RFC 4013 2: what SASL maps to one name is one; what only looks like it is another, and a bidi override is none.
        foreach (var name in new[] { "jos\u0435\u0301@postamt.test", "jos\u00e9\u202e@postamt.test", "v\u0456ctim@postamt.test" })
            await RefusedSignInAsync(play, name, password);

        await AcceptedAsync(play, "jos\u00e9@postamt.test", "250");
        await AcceptedAsync(play, "jose\u0301@postamt.test", "250");
        await AcceptedAsync(play, "v\u0456ctim@postamt.test", "5");
    }, new Bounds { Cpu = TimeSpan.FromSeconds(8) });

    [Fact, Trait("attack", "40")]
    public Task One_domain_has_one_form() => office.AttackAsync(async play =>
    {
        var door = play.House.Door;
        await door.DoAsync("domain", "add", "b\u00fccher.test", "--company", "One");
        await door.DoAsync("account", "add", "leser@b\u00fccher.test");
        play.Expect((await door.RunAsync("domain", "add", "xn--bcher-kva.test", "--company", "Two")).Exit != 0, "the same domain was added twice");
        foreach (var good in new[] { "leser@xn--bcher-kva.test", "LESER@XN--BCHER-KVA.TEST" })
            await play.TableAsync("smtp", new Variant(good, Stage.Sender, $"RCPT TO:<{good}>\r\n", "250", "QUIT\r\n", "221|¶"));
        await AcceptedAsync(play, "leser@B\u00dcCHER.test", "250");
        foreach (var fake in new[] { "leser@xn--bcher.test", "leser@xn--.test", "leser@xn--a-ecp.test", "leser@xn--bucher-kva.test" })
            await play.TableAsync("smtp", new Variant(fake, Stage.Sender, $"RCPT TO:<{fake}>\r\n", "501/550", "QUIT\r\n", "221|¶"));
    });

    [Fact, Trait("attack", "41")]
    public Task Namesakes_of_two_companies_share_nothing() => office.AttackAsync(async play =>
    {
        var (victim, namesake) = (play.House.Victim, play.House.Namesake);
        var (mine, theirs) = (await play.MailsAsync(victim), await play.MailsAsync(namesake));
        await using (var talk = await play.OpenAsync("smtp", Stage.Sender))
        {
            await talk.AskAsync($"RCPT TO:<{namesake.Address}>", "250");
            await talk.AskAsync("DATA", "354");
            await talk.AskAsync("Subject: for two only\r\n\r\nword41\r\n.", "250");
        }

        play.ExpectEqual((mine, theirs + 1), (await play.MailsAsync(victim), await play.MailsAsync(namesake)), "mails of the namesakes");
        await using var imap = await play.OpenAsync("imaps", Stage.Selected);
        await imap.AskAsync("a SEARCH TEXT word41", "a OK");
        play.Expect(!imap.Heard.Contains("* SEARCH ", StringComparison.Ordinal), "a search finds another company's mail");
        await using var wrong = await play.OpenAsync("imaps", Stage.Greeted);
        await wrong.AskAsync($"a LOGIN {victim.Address} {namesake.Password}", "a NO");
        await wrong.AskAsync($"b LOGIN victim {victim.Password}", "b NO");
    });

    [Fact, Trait("attack", "47")]
    public Task Groups_that_hold_each_other_come_to_an_end() => office.AttackAsync(async play =>
    {
        var door = play.House.Door;
        string[] groups = ["ring0@postamt.test", "ring1@postamt.test", "ring2@postamt.test"];
        foreach (var group in groups)
            await door.DoAsync("group", "add", group, "--add", House.VictimAddress);
        for (var i = 0; i < groups.Length; i++)
            await door.RunAsync("group", "set", groups[i], "--add", groups[(i + 1) % groups.Length]);
        await door.RunAsync("group", "set", groups[0], "--add", groups[0]);
        // 2^12 ways lead down; each level twice names the next.
        for (var level = 12; level >= 0; level--)
        {
            await door.DoAsync("group", "add", $"tree{level}a@postamt.test", "--add", level == 12 ? House.VictimAddress : $"tree{level + 1}a@postamt.test");
            await door.DoAsync("group", "add", $"tree{level}b@postamt.test", "--add", $"tree{level}a@postamt.test");
            await door.DoAsync("group", "set", $"tree{level}a@postamt.test", "--add", level == 12 ? House.VictimAddress : $"tree{level + 1}b@postamt.test");
        }

        var before = await play.VictimMailsAsync();
        // From the null sender: whatever cannot be expanded makes no notice.
        await using (var talk = await play.OpenAsync("smtp", Stage.Hello))
        {
            foreach (var group in new[] { groups[0], "tree0a@postamt.test" })
            {
                await talk.AskAsync("MAIL FROM:<>", "250");
                await talk.AskAsync($"RCPT TO:<{group}>", "250");
                await talk.AskAsync("DATA", "354");
                await talk.AskAsync("Subject: to all\r\n\r\nwords\r\n.", "250");
            }
        }

        await DrainedAsync(play);
        var mails = await play.VictimMailsAsync() - before;
        play.Expect(mails is 1 or 2, $"the victim got {mails} mails by two groups");
    }, new Bounds { Cpu = TimeSpan.FromSeconds(5) });

    private static async Task DrainedAsync(Play play)
    {
        var books = new Books(play.House);
        for (var i = 0; i < 400 && await books.QueueAsync() is { Count: > 0 }; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static async Task AcceptedAsync(Play play, string address, string answer)
    {
        await using var talk = await play.OpenAsync("smtp", Stage.Hello);
        await talk.AskAsync("MAIL FROM:<mallory@far.example> SMTPUTF8", "250");
        var said = await talk.AskAsync($"RCPT TO:<{GrammarTests.Octets(address)}>");
        play.Expect(said.StartsWith(answer, StringComparison.Ordinal), $"RCPT {address} was answered {said}");
    }

    private static async Task RefusedSignInAsync(Play play, string name, string password)
    {
        await using var talk = await play.OpenAsync("imaps", Stage.Greeted);
        var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{name}\0{password}"));
        var said = await talk.AskAsync($"a AUTHENTICATE PLAIN {plain}");
        play.Expect(!said.StartsWith("a OK", StringComparison.Ordinal), $"signing in as {name} was answered {said}");
    }
}
