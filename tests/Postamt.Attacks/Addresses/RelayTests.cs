using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Addresses;

/// <summary>Nobody who has not signed in sends anywhere but here: the careless server that takes all our mail gets none.</summary>
public sealed class RelayTests(PostOffice office)
{
    private const string Us = "[127.0.0.1]";
    private const string Name = House.HostName;

    [Fact, Trait("attack", "30")]
    public Task The_sixteen_probes_of_nmap() => office.AttackAsync(async play =>
    {
        (string From, string To)[] probes =
        [
            ("", "u@far.example"), ("u@far.example", "u@far.example"), ("u@" + Name, "u@far.example"), ("u@" + Us, "u@far.example"), ("u@" + Us, "u%far.example@" + Us), ("u@" + Us, "u%far.example@" + Name), ("u@" + Us, "\"u@far.example\""),
            ("u@" + Us, "\"u%far.example\""), ("u@" + Us, "u@far.example@" + Us), ("u@" + Us, "\"u@far.example\"@" + Us), ("u@" + Us, "u@far.example@" + Name), ("u@" + Us, "@" + Us + ":u@far.example"), ("u@" + Us, "@" + Name + ":u@far.example"),
            ("u@" + Us, "far.example!u"), ("u@" + Us, "far.example!u@" + Us), ("u@" + Us, "far.example!u@" + Name),
        ];
        foreach (var listener in new[] { "smtp", "lmtp" })
            await play.TableAsync(listener, [.. probes.Select(probe => Refused(probe.From, $"<{probe.To}>", listener == "smtp" ? "EHLO mallory.example" : "LHLO mallory.example"))]);
        await play.TableAsync("submission", [.. probes.Select(probe => new Variant(probe.To, Stage.Greeted, "EHLO x\r\n", "250", $"MAIL FROM:<{probe.From}>\r\n", "530", $"RCPT TO:<{probe.To}>\r\n", "503/530", "DATA\r\n", "503/530"))]);
    });

    [Fact, Trait("attack", "31")]
    public Task The_older_probes() => office.AttackAsync(async play =>
    {
        string[] probes =
        [
            "<u@far.example>@postamt.test", "<u%far.example%postamt.test>", "<far.example!u%postamt.test>", "<u%far.example@postamt.test>", "<far.example!u@postamt.test>", "<\"u@far.example\"@postamt.test>", "<u@far.example@postamt.test>",
            "<@postamt.test:u@far.example>", "<@postamt.test,@two.test:u@far.example>", "<@far.example,@postamt.test:u@far.example>", "<u@far.example.>", "< u@far.example>", "<u@far.example >", "u@far.example", "<u@postamt.test.far.example>",
            "<u@farpostamt.test>", "<u@[192.0.2.99]>", "<u@[IPv6:2001:db8::99]>", "<u@[3221225985]>", "<u@3221225985>", "<victim@postamt.test@far.example>", "<victim%postamt.test@far.example>", "<u@FAR.EXAMPLE>", "<u@far.example\\>", "<u@[127.0.0.1]>", "<u@localhost>",
        ];
        (string Hello, string From)[] masks = [("mallory.example", "u@far.example"), (House.Domain, House.VictimAddress), (Name, ""), (Us, "postmaster@postamt.test"), ("localhost", "anna@two.test")];
        foreach (var (hello, from) in masks)
            await play.TableAsync("smtp", [.. probes.Select(probe => Refused(from, probe, "EHLO " + hello))]);
    }, new Bounds { Cpu = TimeSpan.FromSeconds(4) });

    [Fact, Trait("attack", "31")]
    public Task A_good_recipient_takes_no_foreign_one_along() => office.AttackAsync(async play =>
    {
        var before = await play.VictimMailsAsync();
        await using var talk = await play.OpenAsync("smtp", Stage.Recipient);
        await talk.AskAsync("RCPT TO:<u@far.example>", "550 5.7.1");
        await talk.AskAsync("DATA", "354");
        await talk.AskAsync("To: u@far.example\r\nBcc: v@far.example\r\nResent-To: w@far.example\r\nApparently-To: x@far.example\r\n\r\nwords\r\n.", "250");
        play.ExpectEqual(before + 1, await play.VictimMailsAsync(), "mails of the victim");
    });

    private static Variant Refused(string from, string to, string hello) =>
        new($"{hello} <{from}> {to}", Stage.Greeted, hello + "\r\n", "250", $"MAIL FROM:<{from}>\r\n", "250/501", $"RCPT TO:{to}\r\n", "550/501/503/553", "DATA\r\n", "503", "QUIT\r\n", "221|¶");
}
