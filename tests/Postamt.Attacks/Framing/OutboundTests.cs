using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Framing;

/// <summary>What we send on is one mail to the most careless of servers.</summary>
public sealed class OutboundTests(PostOffice office)
{
    [Fact, Trait("attack", "2")]
    public Task Nothing_that_is_submitted_becomes_two_mails_elsewhere() => office.AttackAsync(async play =>
    {
        var anna = play.House.Anna.Address;
        var before = play.House.Mx.Count;
        foreach (var end in EndOfDataTests.Ends)
        {
            await using var talk = await SubmitAsync(play, "who@far.example");
            await talk.SayAsync($"From: {anna}\r\n\r\nbody{end}{Play.Smuggled}");
            play.Expect((await talk.HearAsync())?.StartsWith("550 5.5.2", StringComparison.Ordinal) is true, $"the answer is {talk.Heard}");
        }

        await using var good = await SubmitAsync(play, "who@far.example");
        play.Outgoing = 1;
        await good.AskAsync($"From: {anna}\r\nSubject: dots\r\n\r\n..\r\n...\r\n..MAIL FROM:<evil@far.example>\r\n{new string('z', 5000)}\r\n..\r\n.", "250");
        await ArrivesAsync(play, before + 1);
        var wire = play.House.Mx.Mails[^1];
        play.Expect(wire.EndsWith($"\r\n\r\n..\r\n...\r\n..MAIL FROM:<evil@far.example>\r\n{new string('z', 5000)}\r\n..\r\n", StringComparison.Ordinal), $"the wire has {wire}");
        play.Expect(!wire.Contains('\0', StringComparison.Ordinal) && wire.Replace("\r\n", "", StringComparison.Ordinal).IndexOfAny(['\r', '\n']) < 0, "the wire has bare line ends or NUL");
    });

    internal static async Task<Talk> SubmitAsync(Play play, string to, string parameters = "")
    {
        var talk = await play.OpenAsync("submissions", Stage.Sender);
        await talk.AskAsync($"RCPT TO:<{to}>{parameters}", "250");
        await talk.AskAsync("DATA", "354");
        return talk;
    }

    internal static async Task ArrivesAsync(Play play, int count)
    {
        for (var i = 0; i < 300 && play.House.Mx.Count < count; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
