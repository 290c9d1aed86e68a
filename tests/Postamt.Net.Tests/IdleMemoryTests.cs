using System.Net;
using System.Net.Security;
using Postamt.TestWire;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>What a connection that waits costs, the client's end in this process included (figure F15).</summary>
[Collection(nameof(IdleMemoryTests))]
[CollectionDefinition(nameof(IdleMemoryTests), DisableParallelization = true)]
public sealed class IdleMemoryTests
{
    private const int Connections = 400;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_idle_connection_stays_small(bool tls)
    {
        var limits = new NetLimits { PerAddress = Connections + 10 };
        var listener = new ListenerOptions("imap", new IPEndPoint(IPAddress.Loopback, 0), tls);
        await using ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve(limits, TestCertificates.For("mail.example.org")), listener);
        await OpenAsync(house, tls);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var open = new List<Stream>();
        for (int number = 0; number < Connections; number++)
            open.Add(await OpenAsync(house, tls));
        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Connections;
        TestContext.Current.TestOutputHelper?.WriteLine($"{each} octets a connection");
        Assert.InRange(each, 0, 40 * 1024);
        foreach (Stream stream in open)
            await stream.DisposeAsync();
    }

    private static async Task<Stream> OpenAsync(ListenerHouse house, bool tls)
    {
        Stream stream;
        if (tls)
            (_, stream) = await house.ConnectTlsAsync("imap", "mail.example.org", new SslClientAuthenticationOptions());
        else
            (_, stream) = await house.ConnectBothAsync("imap");
        // One command, so that every buffer of a session has been in use.
        await stream.WriteAsync("A\r\n"u8.ToArray());
        byte[] one = new byte[1];
        for (int lines = 0; lines < 2;)
        {
            Assert.Equal(1, await stream.ReadAsync(one));
            if (one[0] == (byte)'\n')
                lines++;
        }
        return stream;
    }
}
