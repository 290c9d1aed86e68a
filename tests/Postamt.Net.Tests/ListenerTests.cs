using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Postamt.Net.Proxy;
using Postamt.Net.Tls;
using Postamt.TestWire;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>Kestrel on loopback: ports, limits, PROXY header, TLS, faults.</summary>
public sealed class ListenerTests
{
    [Fact]
    public async Task Without_listeners_nothing_is_opened()
    {
        await using var listeners = new PostamtListeners([], new Dictionary<string, IProtocol>(), ListenerHouse.Serve());
        // A server of its own would take port 5000, and the second one would fail on it.
        await using var second = new PostamtListeners([], new Dictionary<string, IProtocol>(), ListenerHouse.Serve());
        await listeners.StartAsync(TestContext.Current.CancellationToken);
        await second.StartAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_free_port_is_found_and_told_and_pipelined_lines_are_answered()
    {
        await using ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve());
        Assert.NotEqual(0, house.Listeners.EndPointOf("smtp")!.Port);
        Assert.Null(house.Listeners.EndPointOf("imap"));
        StreamReader client = await house.ConnectAsync(send: "A\r\nB\r\nQUIT\r\n");
        Assert.Equal("220 127.0.0.1 plain\r\n250 A\r\n250 B\r\n221 bye\r\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_port_in_use_names_listener_and_address()
    {
        await using ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve());
        IPEndPoint taken = house.Listeners.EndPointOf("smtp")!;
        ListenerException refused = await Assert.ThrowsAsync<ListenerException>(() =>
            ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve(), ListenerHouse.Loopback("imap"), new ListenerOptions("submission", taken)));
        Assert.Equal($"Listener submission cannot listen on {taken}: the port is in use by another program.", refused.Message);
    }

    [Fact]
    public void A_listener_without_protocol_or_certificate_is_refused()
    {
        ListenerServices services = ListenerHouse.Serve();
        Assert.Throws<ArgumentException>(() => new PostamtListeners([ListenerHouse.Loopback("smtp")], new Dictionary<string, IProtocol>(), services));
        var imaps = new ListenerOptions("imaps", new IPEndPoint(IPAddress.Loopback, 0), ImplicitTls: true);
        Assert.Throws<ArgumentException>(() => new PostamtListeners([imaps], new Dictionary<string, IProtocol> { ["imaps"] = new EchoProtocol() }, services));
    }

    [Fact]
    public async Task A_connection_too_many_gets_one_line_and_the_place_comes_back()
    {
        await using ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve(new NetLimits { PerAddress = 1 }));
        (StreamReader first, Stream stream) = await house.ConnectBothAsync();
        Assert.StartsWith("220 ", await first.ReadLineAsync());
        Assert.Equal("421 AddressFull\r\n", await (await house.ConnectAsync()).ReadToEndAsync());
        await stream.WriteAsync("QUIT\r\n"u8.ToArray());
        await first.ReadToEndAsync();
        // The place is given back after the close that the client has seen.
        string again;
        do
        {
            again = (await (await house.ConnectAsync(send: "QUIT\r\n")).ReadLineAsync())!;
        }
        while (again.StartsWith("421", StringComparison.Ordinal));
        Assert.StartsWith("220 ", again);
    }

    [Fact]
    public async Task A_fault_of_a_session_ends_only_that_session()
    {
        await using ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve());
        StreamReader broken = await house.ConnectAsync(send: "FAULT\r\n");
        Assert.Equal("220 127.0.0.1 plain\r\n", await broken.ReadToEndAsync());
        StreamReader next = await house.ConnectAsync(send: "QUIT\r\n");
        Assert.EndsWith("221 bye\r\n", await next.ReadToEndAsync());
    }

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.9 198.51.100.1 56324 25\r\nQUIT\r\n", "220 192.0.2.9 plain\r\n221 bye\r\n")]
    [InlineData("PROXY UNKNOWN\r\nQUIT\r\n", "220 127.0.0.1 plain\r\n221 bye\r\n")]
    public async Task A_trusted_proxy_says_who_the_client_is(string sent, string expected)
    {
        await using ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve(), Proxied("127.0.0.0/8"));
        StreamReader client = await house.ConnectAsync(send: sent);
        Assert.Equal(expected, await client.ReadToEndAsync());
    }

    [Fact]
    [Trait("attack", "25")]
    public async Task Without_the_header_a_trusted_proxy_is_cut()
    {
        await using ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve(), Proxied("127.0.0.0/8"));
        (StreamReader reader, Stream stream) = await house.ConnectBothAsync();
        await stream.WriteAsync("EHLO x\r\n"u8.ToArray());
        // Aborted, so a reset is as good as an end; a greeting is not.
        string said = await SaidAsync(reader);
        Assert.Equal("", said);
    }

    [Fact]
    [Trait("attack", "25")]
    public async Task From_anybody_else_the_header_is_only_a_bad_command()
    {
        await using ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve(), Proxied("192.0.2.0/24"));
        StreamReader client = await house.ConnectAsync(send: "PROXY UNKNOWN\r\nQUIT\r\n");
        Assert.Equal("220 127.0.0.1 plain\r\n250 PROXY UNKNOWN\r\n221 bye\r\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task The_limit_by_address_counts_the_client_behind_the_proxy()
    {
        await using ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve(new NetLimits { PerAddress = 1 }), Proxied("127.0.0.0/8"));
        StreamReader first = await house.ConnectAsync(send: "PROXY TCP4 192.0.2.9 198.51.100.1 1 25\r\n");
        Assert.StartsWith("220 ", await first.ReadLineAsync());
        StreamReader other = await house.ConnectAsync(send: "PROXY TCP4 192.0.2.10 198.51.100.1 1 25\r\n");
        Assert.StartsWith("220 ", await other.ReadLineAsync());
        StreamReader same = await house.ConnectAsync(send: "PROXY TCP4 192.0.2.9 198.51.100.1 2 25\r\n");
        Assert.Equal("421 AddressFull", await same.ReadLineAsync());
    }

    [Fact]
    public async Task Implicit_TLS_talks_encrypted_from_the_first_octet()
    {
        TlsCertificates certificates = TestCertificates.For("mail.example.org");
        await using ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve(certificates: certificates), Implicit);
        (StreamReader reader, SslStream stream) = await house.ConnectTlsAsync("imaps", "mail.example.org");
        await stream.WriteAsync("QUIT\r\n"u8.ToArray());
        // The end is a close_notify: a cut stream would throw.
        Assert.Equal("220 127.0.0.1 mail.example.org\r\n221 bye\r\n", await reader.ReadToEndAsync());
    }

    [Fact]
    [Trait("attack", "89")]
    public async Task Old_TLS_is_refused()
    {
        TlsCertificates certificates = TestCertificates.For("mail.example.org");
        await using ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve(certificates: certificates), Implicit);
#pragma warning disable SYSLIB0039, CA5397 // What is tested is that it does not work.
        var old = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls11 };
#pragma warning restore SYSLIB0039, CA5397
        await Assert.ThrowsAnyAsync<Exception>(() => house.ConnectTlsAsync("imaps", "mail.example.org", old));
    }

    [Fact]
    public async Task A_plain_talker_on_a_TLS_port_is_cut()
    {
        TlsCertificates certificates = TestCertificates.For("mail.example.org");
        await using ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve(certificates: certificates), Implicit);
        StreamReader client = await house.ConnectAsync("imaps", "A1 NOOP\r\nA2 LOGOUT\r\n");
        Assert.DoesNotContain("220", await SaidAsync(client), StringComparison.Ordinal);
        Assert.Equal(0, await DrainedAsync(house));
    }

    [Fact]
    public async Task The_exporter_binding_is_the_one_OpenSSL_prints()
    {
        TlsCertificates certificates = TestCertificates.For("mail.example.org");
        var seen = new BindingProtocol();
        await using ListenerHouse house = await ListenerHouse.OpenAsync(seen, ListenerHouse.Serve(certificates: certificates), Implicit);
        var start = new ProcessStartInfo("openssl", $"s_client -connect {house.Listeners.EndPointOf("imaps")} -tls1_3 -keymatexport EXPORTER-Channel-Binding -keymatexportlen 32")
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using Process openssl = Process.Start(start)!;
        Task<string> printing = openssl.StandardOutput.ReadToEndAsync();
        // At the end of its input openssl goes, also while the server is still at its side of the handshake, which then never ends well.
        TlsState state = await seen.State.WaitAsync(TimeSpan.FromSeconds(20));
        openssl.StandardInput.Close();
        string output = await printing;
        ChannelBinding exporter = Assert.Single(state.ChannelBindings, one => one.Type == ChannelBinding.Exporter);
        Assert.Contains("Keying material: " + Convert.ToHexString(exporter.Data.Span), output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_that_somebody_else_opened_is_served()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        var opened = (IPEndPoint)socket.LocalEndPoint!;
        ListenerOptions inherited = ListenerHouse.Loopback("smtp") with { InheritedHandle = (ulong)socket.Handle };
        await using (ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve(), inherited))
        {
            Assert.Equal(opened, house.Listeners.EndPointOf("smtp"));
            StreamReader client = await house.ConnectAsync(send: "QUIT\r\n");
            Assert.EndsWith("221 bye\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
        }
        // The listeners own the handle now and have closed it.
        socket.SafeHandle.SetHandleAsInvalid();
    }

    [Fact]
    [Trait("attack", "28")]
    public async Task A_PROXY_header_that_never_ends_is_cut_at_the_deadline()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-23T00:00:00Z", null));
        var input = new Pipe();
        await input.Writer.WriteAsync("PROXY TCP4 "u8.ToArray());
        var loopback = new IPEndPoint(IPAddress.Loopback, 1);
        ValueTask<ProxiedPeer?> pending = ProxiedPeer.ReadAsync(input.Reader, loopback, loopback, Proxied("127.0.0.0/8"), ListenerHouse.Serve(time: time), default);
        Assert.False(pending.IsCompleted);
        time.Advance(new NetLimits().ProxyHeaderTimeout);
        Assert.Null(await pending);
    }

    private static ListenerOptions Implicit => new("imaps", new IPEndPoint(IPAddress.Loopback, 0), ImplicitTls: true);

    private static ListenerOptions Proxied(string network) => ListenerHouse.Loopback("smtp") with { TrustedProxies = [IPNetwork.Parse(network)] };

    private static async Task<string> SaidAsync(StreamReader reader)
    {
        try
        {
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task<int> DrainedAsync(ListenerHouse house)
    {
        await house.Listeners.StopAsync(default);
        return house.Services.ConnectionLimits.Total;
    }

    private sealed class BindingProtocol : IProtocol
    {
        private readonly TaskCompletionSource<TlsState> _state = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task<TlsState> State => _state.Task;

        public ReadOnlyMemory<byte> Refusal(RefusalReason reason) => default;

        public async ValueTask RunAsync(Wire wire, CancellationToken cancellationToken)
        {
            _state.TrySetResult(wire.Tls!);
            wire.Output.WriteLine("* OK"u8);
            await wire.Output.FlushAsync(cancellationToken);
            await wire.Input.ReadLineAsync(512, TimeSpan.FromMinutes(1), cancellationToken);
        }
    }
}
