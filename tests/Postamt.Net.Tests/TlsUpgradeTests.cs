using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Postamt.Net.Sasl;
using Postamt.Net.Tls;
using Postamt.TestWire;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>STARTTLS: what came before the handshake is never a command (attacks 6 and 8).</summary>
[Trait("attack", "6")]
public sealed class TlsUpgradeTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task After_the_upgrade_both_sides_talk_encrypted()
    {
        await using InMemoryWire pair = Make();
        ValueTask<TlsUpgrade> upgrade = await StartAsync(pair, "STARTTLS\r\n");
        Assert.Equal("220 go", await pair.ReadLineAsync());
        await pair.ClientTlsAsync("mail.example.org");
        Assert.Equal(TlsUpgrade.Done, await upgrade);
        Assert.Equal("mail.example.org", pair.Wire.Tls!.ServerName);
        Assert.Contains(pair.Wire.Tls.Version, new[] { "TLS1.2", "TLS1.3" });
        await pair.SendAsync("EHLO x\r\n");
        LineResult line = await pair.Wire.Input.ReadLineAsync(512, Minute, default);
        Assert.Equal("EHLO x", Encoding.ASCII.GetString(line.Line.Span));
        pair.Wire.Output.WriteLine("250 hello"u8);
        await pair.Wire.Output.FlushAsync(default);
        Assert.Equal("250 hello", await pair.ReadLineAsync());
        Assert.Equal(TlsUpgrade.NotAvailable, await pair.Wire.UpgradeToTlsAsync("220 go\r\n"u8.ToArray(), default));
    }

    [Theory]
    [InlineData("STARTTLS\r\nMAIL FROM:<x@example.org>\r\n")]
    [InlineData("STARTTLS\r\nX")]
    public async Task Octets_behind_the_command_refuse_the_upgrade(string sent)
    {
        await using InMemoryWire pair = Make();
        ValueTask<TlsUpgrade> upgrade = await StartAsync(pair, sent);
        Assert.Equal(TlsUpgrade.LeftoverInput, await upgrade);
        Assert.Equal(0, pair.Wire.Output.Written);
    }

    [Fact]
    public async Task Plain_octets_in_a_later_segment_make_the_handshake_fail()
    {
        await using InMemoryWire pair = Make();
        ValueTask<TlsUpgrade> upgrade = await StartAsync(pair, "STARTTLS\r\n");
        await pair.SendAsync("MAIL FROM:<x@example.org>\r\n");
        Assert.Equal(TlsUpgrade.Failed, await upgrade);
        Assert.Null(pair.Wire.Tls);
    }

    [Theory]
    [InlineData(ChannelBinding.Exporter)]
    [InlineData(ChannelBinding.ServerEndPoint)]
    public async Task A_client_binds_its_login_to_the_connection_it_sees(string type)
    {
        await using InMemoryWire pair = Make();
        ValueTask<TlsUpgrade> upgrade = await StartAsync(pair, "STARTTLS\r\n");
        await pair.ReadLineAsync();
        SslStream tls = await pair.ClientTlsAsync("mail.example.org");
        await upgrade;
        // What the client computes on its own side of the wire.
        byte[] binding = type == ChannelBinding.Exporter ? TlsExporter.Export(tls)! : SHA256.HashData(tls.RemoteCertificate!.GetRawCertData());
        var client = new ScramClient("user", "pencil", $"p={type},,", binding);
        var session = SaslSession<string>.Begin("SCRAM-SHA-256-PLUS", new TestSasl(), SaslContext.Of(pair.Wire, RandomNumberGenerator.Create()));
        SaslStep<string> step = await session.StepAsync(client.First(), default);
        await session.StepAsync(client.Final(step.Data), default);
        Assert.Equal("pencil", (await session.StepAsync(default, default)).Identity);
    }

    [Fact]
    [Trait("attack", "28")]
    public async Task A_handshake_that_drips_is_cut_at_the_deadline()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-23T00:00:00Z", null));
        await using InMemoryWire pair = Make(time);
        ValueTask<TlsUpgrade> upgrade = await StartAsync(pair, "STARTTLS\r\n");
        Assert.Equal("220 go", await pair.ReadLineAsync());
        // The start of a ClientHello, and then nothing.
        await pair.SendAsync(new byte[] { 22, 3, 1, 2 });
        Assert.False(upgrade.IsCompleted);
        time.Advance(pair.Wire.Limits.HandshakeTimeout);
        Assert.Equal(TlsUpgrade.Failed, await upgrade);
    }

    [Theory]
    // An alert; a hello of SSL 2, for which nobody asks for a certificate; a record that is longer than records are; text; NUL.
    [InlineData(new byte[] { 21, 3, 1, 0, 2, 2, 40 }, 0)]
    [InlineData(new byte[] { 0x80, 0x2e, 1, 3, 1 }, 60)]
    [InlineData(new byte[] { 22, 3, 3, 255, 255 }, 20_000)]
    [InlineData(new byte[] { 65, 65, 65, 65, 65, 65 }, 20_000)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0 }, 60)]
    [Trait("attack", "6")]
    public async Task A_hello_that_is_none_fails_the_handshake_and_nothing_else(byte[] hello, int more)
    {
        await using InMemoryWire pair = Make();
        ValueTask<TlsUpgrade> upgrade = await StartAsync(pair, "STARTTLS\r\n");
        Assert.Equal("220 go", await pair.ReadLineAsync());
        byte[] octets = [.. hello, .. new byte[more]];
        await pair.SendAsync(octets);
        Assert.Equal(TlsUpgrade.Failed, await upgrade);
    }

    [Fact]
    public async Task The_end_after_TLS_is_told_to_the_client()
    {
        await using InMemoryWire pair = Make();
        ValueTask<TlsUpgrade> upgrade = await StartAsync(pair, "STARTTLS\r\n");
        await pair.ReadLineAsync();
        await pair.ClientTlsAsync();
        await upgrade;
        pair.Wire.Output.WriteLine("221 bye"u8);
        await pair.Wire.DisposeAsync();
        Assert.Equal("221 bye\r\n", await pair.ReadToEndAsync());
    }

    [Fact]
    public async Task A_connection_can_be_told_to_hold_no_record_buffers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "OpenSSL is asked on Linux only");
        await using InMemoryWire pair = Make();
        ValueTask<TlsUpgrade> upgrade = await StartAsync(pair, "STARTTLS\r\n");
        await pair.ReadLineAsync();
        SslStream tls = await pair.ClientTlsAsync();
        Assert.Equal(TlsUpgrade.Done, await upgrade);
        // The client's side has the same kind of handle; false would mean that the runtime's inside has changed.
        Assert.True(TlsBuffers.Release(tls));
    }

    private static InMemoryWire Make(TimeProvider? time = null) =>
        InMemoryWire.Create(new InMemoryWireOptions { Certificates = TestCertificates.For("mail.example.org"), Time = time ?? TimeProvider.System });

    private static async Task<ValueTask<TlsUpgrade>> StartAsync(InMemoryWire pair, string sent)
    {
        await pair.SendAsync(sent);
        LineResult line = await pair.Wire.Input.ReadLineAsync(512, Minute, default);
        Assert.Equal("STARTTLS", Encoding.ASCII.GetString(line.Line.Span));
        return pair.Wire.UpgradeToTlsAsync("220 go\r\n"u8.ToArray(), default);
    }
}
