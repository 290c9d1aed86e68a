using System.Diagnostics;
using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;
using Postamt.Running;

namespace Postamt.Attacks.Floods;

/// <summary>
/// One octet now and then. That each wait has its end is held with a moved clock by the tests of Net, Smtp and Imap; here a crowd of them
/// holds nobody up, a handshake's end is waited for, and in the long run those of a command and a body.
/// </summary>
public sealed class SlowPeerTests(PostOffice office)
{
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(500);

    // 10 s for a handshake, 60 s for a command, 2 minutes for an IMAP line, 3 for a body; and once more as much on a busy machine.
    private static readonly TimeSpan HandshakeEnd = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan BodyEnd = TimeSpan.FromMinutes(6);

    [Fact, Trait("attack", "28")]
    public Task A_crowd_that_drips_holds_nobody_up() => office.AttackAsync(async play =>
    {
        List<Talk> slow = [];
        for (var i = 0; i < 20; i++)
        {
            slow.Add(await play.OpenAsync("smtp", Stage.Hello));
            slow.Add(await play.OpenAsync("smtp", Stage.Content));
            slow.Add(await ChunkAsync(play));
            slow.Add(await LiteralAsync(play));
        }

        var hellos = new List<Talk>();
        for (var i = 0; i < 20; i++)
        {
            hellos.Add(await Talk.OpenAsync(play.House[i % 2 == 0 ? "imaps" : "submissions"], play.House.NextPeer(), imap: false));
            // RFC 8446 5.1: the head of a handshake record of 512 octets; the rest drips.
            await hellos[^1].SayAsync("\u0016\u0003\u0001\u0002\0\u0001");
        }
        var clock = Stopwatch.StartNew();
        var (end, held) = (Checkout.Full ? BodyEnd : HandshakeEnd, true);
        while (held && clock.Elapsed < end)
        {
            foreach (var talk in slow.Concat(hellos))
                await talk.SayAsync("\u0016");
            await play.NextMailAsync();
            await Task.Delay(Drip, TimeProvider.System, TestContext.Current.CancellationToken);
            held = !(await Task.WhenAll((Checkout.Full ? slow.Concat(hellos) : hellos).Select(IsOverAsync))).All(over => over);
        }

        play.Expect(!held, $"after {clock.Elapsed.TotalSeconds:0} s some still drip");
        foreach (var talk in slow.Concat(hellos))
            await talk.DisposeAsync();
    }, new Bounds { Cpu = TimeSpan.FromSeconds(Checkout.Full ? 60 : 6) });

    private static async Task<bool> IsOverAsync(Talk talk)
    {
        // What a dead connection is told fails; a live one takes it.
        await talk.SayAsync("\u0016");
        return !await talk.SayAsync("\u0016");
    }

    private static async Task<Talk> ChunkAsync(Play play)
    {
        var talk = await play.OpenAsync("smtp", Stage.Recipient);
        await talk.SayAsync("BDAT 1000000 LAST\r\na: b\r\n");
        return talk;
    }

    private static async Task<Talk> LiteralAsync(Play play)
    {
        var talk = await play.OpenAsync("imap", Stage.Greeted);
        await talk.AskAsync("a LOGIN {8000}", "+ ");
        return talk;
    }
}
