using System.Net;
using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;
using Postamt.Running;

namespace Postamt.Attacks.Floods;

/// <summary>Connections without number from one address and from many.</summary>
public sealed class ConnectionFloodTests(PostOffice office)
{
    private const int PerAddress = 50;
    private static readonly int Addresses = Checkout.Full ? 1000 : 100;

    [Theory, Trait("attack", "29")]
    [InlineData("smtp", "220", "421")]
    [InlineData("imap", "* OK", "* BYE [LIMIT]")]
    public Task One_address_has_fifty(string listener, string welcome, string refusal) => office.AttackAsync(async play =>
    {
        var peer = play.House.NextPeer();
        var talks = await OpenAsync(play, listener, [.. Enumerable.Repeat(peer, 200)]);
        var (welcomed, refused) = (0, 0);
        foreach (var talk in talks)
        {
            var greeting = await talk.HearAsync() ?? "";
            welcomed += greeting.StartsWith(welcome, StringComparison.Ordinal) ? 1 : 0;
            refused += greeting.StartsWith(refusal, StringComparison.Ordinal) && await talk.HearAsync() is null ? 1 : 0;
        }

        play.ExpectEqual((PerAddress, 200 - PerAddress), (welcomed, refused), "welcomed and refused");
        await CloseAsync(talks);
        // The places are free again, if not at once.
        for (var i = 0; i < 100; i++)
        {
            await using var again = await play.OpenAsync(listener, peer);
            if ((await again.HearAsync())?.StartsWith(welcome, StringComparison.Ordinal) is true)
                return;
        }

        play.Expect(false, "the address never gets in again");
    });

    [Fact, Trait("attack", "29")]
    public Task Idle_connections_of_many_addresses_hinder_nobody() => office.AttackAsync(async play =>
    {
        var peers = Enumerable.Range(0, Addresses).SelectMany(_ => Enumerable.Repeat(play.House.NextPeer(), 10)).ToArray();
        var half = peers.Length / 2;
        var idle = await OpenAsync(play, "smtp", peers[..half]);
        // Half-open TLS: connected, and not a word.
        var mute = new List<Talk>();
        foreach (var peer in peers[half..])
            mute.Add(await Talk.OpenAsync(play.House["imaps"], peer, imap: true));
        await play.NextMailAsync();
        await using (await play.OpenAsync("submissions", Stage.Recipient))
            play.Expect((await idle[^1].HearAsync())?.StartsWith("220", StringComparison.Ordinal) is true, "no greeting in the crowd");
        await CloseAsync([.. idle, .. mute]);
    }, new Bounds { Growth = (64L << 20) + 10L * Addresses * 64 * 1024, Cpu = TimeSpan.FromSeconds(Checkout.Full ? 20 : 4) });

    private static async Task<List<Talk>> OpenAsync(Play play, string listener, IReadOnlyList<IPAddress> peers)
    {
        var talks = new List<Talk>();
        foreach (var peer in peers)
            talks.Add(await play.OpenAsync(listener, peer));
        return talks;
    }

    private static async Task CloseAsync(IEnumerable<Talk> talks)
    {
        foreach (var talk in talks)
            await talk.DisposeAsync();
    }
}
