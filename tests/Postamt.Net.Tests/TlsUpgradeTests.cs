using System.Text;
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

    private static InMemoryWire Make() => InMemoryWire.Create(new InMemoryWireOptions { Certificates = TestCertificates.For("mail.example.org") });

    private static async Task<ValueTask<TlsUpgrade>> StartAsync(InMemoryWire pair, string sent)
    {
        await pair.SendAsync(sent);
        LineResult line = await pair.Wire.Input.ReadLineAsync(512, Minute, default);
        Assert.Equal("STARTTLS", Encoding.ASCII.GetString(line.Line.Span));
        return pair.Wire.UpgradeToTlsAsync("220 go\r\n"u8.ToArray(), default);
    }
}
