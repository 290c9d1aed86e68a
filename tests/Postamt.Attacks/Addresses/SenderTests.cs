using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Addresses;

/// <summary>Somebody signed in is Anna and nobody else, and only on that connection (RFC 6409 6.1).</summary>
public sealed class SenderTests(PostOffice office)
{
    [Fact, Trait("attack", "32")]
    public Task Anna_sends_in_no_other_name() => office.AttackAsync(async play =>
    {
        string[] paths = ["victim@postamt.test", "victim@two.test", "nobody@postamt.test", "anna@far.example", "anna@two.test", "\"anna@postamt.test x\"@postamt.test", "postmaster@postamt.test"];
        await play.TableAsync("submissions", [.. paths.Select(path => new Variant(path, Stage.Hello, $"MAIL FROM:<{path}>\r\n", "553 5.7.1", "RCPT TO:<u@far.example>\r\n", "503", "QUIT\r\n", "221|¶"))]);
        (string Header, string Answer)[] headers =
        [
            ("From: victim@postamt.test", "553 5.7.1"), ("From: \"anna@postamt.test\" <victim@postamt.test>", "553 5.7.1"), ("From: victim@two.test", "553 5.7.1"), ("From: x@far.example", "553 5.7.1"),
            ("From: anna@postamt.test\r\nSender: victim@postamt.test", "553 5.7.1"), ("From: anna@postamt.test\r\nFrom: victim@postamt.test", "550 5.7.1"), ("From: anna@postamt.test\r\nfrom : victim@postamt.test", "550 5.7.1"),
            ("From: anna@postamt.test, victim@postamt.test", "550 5.7.1"), ("From: anna@postamt.test,\r\n victim@postamt.test", "550 5.7.1"), ("From: some: anna@postamt.test;", "550 5.7.1"), ("From:", "550 5.7.1"), ("Subject: none", "550 5.7.1"),
            ("From: anna@postamt.test\r\nSender: anna@postamt.test\r\nSender: victim@postamt.test", "550 5.7.1"), ("From: =?utf-8?q?anna=40postamt.test?= <victim@postamt.test>", "553 5.7.1"), ("From: <@postamt.test:victim@postamt.test>", "553 5.7.1/550 5.7.1"),
        ];
        await play.TableAsync("submissions", [.. headers.Select(each => new Variant(each.Header, Stage.Content, $"{each.Header}\r\n\r\nwords\r\n.\r\n", each.Answer, "QUIT\r\n", "221|¶"))]);
    }, new Bounds { Cpu = TimeSpan.FromSeconds(4) });

    [Fact, Trait("attack", "33"), Trait("attack", "113")]
    public Task An_identity_belongs_to_one_connection() => office.AttackAsync(async play =>
    {
        var anna = play.House.Anna;
        await using var first = await play.OpenAsync("submissions", Stage.Hello);
        await first.AskAsync("RSET", "250");
        await first.AskAsync($"AUTH PLAIN {play.House.Victim.Plain}", "503");
        await first.AskAsync("EHLO again.example", "250");
        await first.AskAsync("STARTTLS", "503");
        await first.AskAsync($"MAIL FROM:<{House.VictimAddress}>", "553");
        // From the same address, while the first one is there and after it has gone.
        var peer = play.House.NextPeer();
        for (var i = 0; i < 3; i++)
        {
            await using var signedIn = await play.OpenAsync("submissions", Stage.Hello, peer);
            await using var stranger = await play.OpenAsync("submissions", Stage.Greeted, peer);
            await stranger.AskAsync("EHLO x", "250");
            await stranger.AskAsync($"MAIL FROM:<{anna.Address}>", "530");
            await signedIn.AskAsync("QUIT", "221");
            await stranger.AskAsync("RSET", "250");
            await stranger.AskAsync($"MAIL FROM:<{anna.Address}>", "530");
        }
    });

    [Fact, Trait("attack", "33"), Trait("attack", "113")]
    public Task Two_readers_on_one_server_see_their_own() => office.AttackAsync(async play =>
    {
        var (victim, namesake) = (play.House.Victim, play.House.Namesake);
        await using var one = await play.OpenAsync("imaps", Stage.Inside);
        await using var two = await play.OpenAsync("imaps", Stage.Greeted);
        await two.AskAsync("a SELECT INBOX", "a BAD");
        await Play.SignInAsync(two, namesake);
        await two.AskAsync($"a LOGIN {victim.Address} {victim.Password}", "a BAD");
        await two.AskAsync("b AUTHENTICATE PLAIN " + victim.Plain, "b BAD");
        await one.AskAsync("c CREATE \"only the victim's\"", "c OK");
        await two.AskAsync("d LIST \"\" *", "d OK");
        play.Expect(!two.Heard.Contains("only the victim's", StringComparison.Ordinal), "another's mailbox is listed");
        await two.AskAsync("e SELECT \"only the victim's\"", "e NO");
        await two.AskAsync($"f SELECT \"/{victim.Address}/INBOX\"", "f NO");
        await one.AskAsync("g DELETE \"only the victim's\"", "g OK");
        await one.AskAsync("h LOGOUT", "* BYE");
        play.Expect(await one.HearAsync() is not null && await one.HearAsync() is null, "a session goes on after LOGOUT");
    });
}
