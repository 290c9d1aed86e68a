using System.IO.Pipelines;
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
        // The clock stands while the client reads: however slow that is, the server's patience is not what ends it.
        var time = new FakeTimeProvider();
        await using ListenerHouse house = await OpenAsync(tls, time);
        (StreamReader reader, Stream stream) = await ConnectAsync(house, tls);
        // More answers than the kernel hands over before the client reads, and more behind QUIT than the server's side takes in by itself.
        string commands = string.Concat(Enumerable.Repeat(new string('A', 400) + "\r\n", 2_000)) + "QUIT\r\n" + new string('B', 900_000);
        Task sending = stream.WriteAsync(Encoding.ASCII.GetBytes(commands), end).AsTask();
        string? line = "";
        for (int lines = 0; line is not (null or "221 bye"); lines++)
        {
            line = await reader.ReadLineAsync(end);
            if (lines % 20 == 0)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, end);
        }
        Assert.Equal("221 bye", line);
        await sending;
        Task<string> rest = reader.ReadToEndAsync(end);
        while (!rest.IsCompleted)
        {
            // And it ends by itself for a peer that does not.
            time.Advance(new NetLimits().LastWordTimeout);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, end);
        }
        Assert.Empty(await rest);
        // TLS has said its farewell before the patience ran out.
        await stream.DisposeAsync();
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

    [Fact]
    public async Task What_waits_in_the_kernel_alone_is_waited_for()
    {
        var pipe = new Pipe();
        Task hearing = LastWord.HearOutAsync(pipe.Reader, () => 1, new NetLimits(), new FakeTimeProvider(), TestContext.Current.CancellationToken);
        Assert.False(hearing.IsCompleted);
        await pipe.Writer.WriteAsync("the rest"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.False(hearing.IsCompleted);
        await pipe.Writer.CompleteAsync();
        await hearing;
    }

    private static Task<ListenerHouse> OpenAsync(bool tls, TimeProvider? time = null) => ListenerHouse.OpenAsync(
        new EchoProtocol(),
        ListenerHouse.Serve(certificates: TestCertificates.For("mail.example.org"), time: time),
        new ListenerOptions("one", new IPEndPoint(IPAddress.Loopback, 0), ImplicitTls: tls));

    private static async Task<(StreamReader Reader, Stream Stream)> ConnectAsync(ListenerHouse house, bool tls) =>
        tls ? await house.ConnectTlsAsync("one", "mail.example.org") : await house.ConnectBothAsync("one");
}
