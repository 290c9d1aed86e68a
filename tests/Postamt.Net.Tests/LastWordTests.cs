using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Postamt.TestWire;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>A session that ends while its peer is still sending.</summary>
public sealed class LastWordTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_peer_in_full_flow_hears_it(bool tls)
    {
        CancellationToken end = TestContext.Current.CancellationToken;
        await using ListenerHouse house = await OpenAsync(tls);
        (StreamReader reader, Stream stream) = await ConnectAsync(house, tls);
        // More answers than the kernel hands over before the client reads, and more behind QUIT than the server's side takes in by itself.
        string commands = string.Concat(Enumerable.Repeat(new string('A', 400) + "\r\n", 2_000)) + "QUIT\r\n" + new string('B', 900_000);
        Task sending = stream.WriteAsync(Encoding.ASCII.GetBytes(commands), end).AsTask();
        string last = "";
        for (int lines = 0; await reader.ReadLineAsync(end) is { } line; lines++)
        {
            last = line;
            if (lines % 20 == 0)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, end);
        }
        Assert.Equal("221 bye", last);
        await sending;
    }

    [Fact]
    public async Task A_peer_that_only_waits_is_not_kept_waiting()
    {
        var time = new FakeTimeProvider();
        await using ListenerHouse house = await OpenAsync(tls: false, time);
        (StreamReader reader, Stream stream) = await ConnectAsync(house, tls: false);
        await stream.WriteAsync("QUIT\r\nand then some\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        // The clock stands: what waited for it would wait for ever.
        Assert.EndsWith("221 bye\r\n", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static Task<ListenerHouse> OpenAsync(bool tls, TimeProvider? time = null) => ListenerHouse.OpenAsync(
        new EchoProtocol(),
        ListenerHouse.Serve(certificates: TestCertificates.For("mail.example.org"), time: time),
        new ListenerOptions("one", new IPEndPoint(IPAddress.Loopback, 0), ImplicitTls: tls));

    private static async Task<(StreamReader Reader, Stream Stream)> ConnectAsync(ListenerHouse house, bool tls) =>
        tls ? await house.ConnectTlsAsync("one", "mail.example.org") : await house.ConnectBothAsync("one");
}
