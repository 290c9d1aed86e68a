using System.Buffers;
using System.Net;
using System.Text;
using Postamt.Net.Proxy;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>The PROXY protocol, versions 1 and 2, good and hostile (attack 25).</summary>
[Trait("attack", "25")]
public sealed class ProxyHeaderTests
{
    private const string Signature = "0D0A0D0A000D0A515549540A";

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324 25\r\nEHLO", "192.0.2.1:56324", "198.51.100.1:25", 44)]
    [InlineData("PROXY TCP6 2001:db8::1 2001:db8::2 56324 143\r\n", "[2001:db8::1]:56324", "[2001:db8::2]:143", 46)]
    [InlineData("PROXY TCP6 ::ffff:192.0.2.1 2001:db8::2 1 143\r\n", "192.0.2.1:1", "[2001:db8::2]:143", 47)]
    public void A_good_line_gives_the_addresses(string text, string source, string destination, int length)
    {
        ProxyHeader header = Parse(Encoding.ASCII.GetBytes(text));
        Assert.Equal(ProxyHeaderState.Whole, header.State);
        Assert.Equal((IPEndPoint.Parse(source), IPEndPoint.Parse(destination), length), (header.Source, header.Destination, header.Length));
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("PROXY UNKNOWN ffff:f 1 2 3\r\n")]
    public void An_unknown_origin_keeps_the_connections_own_addresses(string text)
    {
        ProxyHeader header = Parse(Encoding.ASCII.GetBytes(text));
        Assert.Equal((ProxyHeaderState.Whole, text.Length), (header.State, header.Length));
        Assert.Null(header.Source);
    }

    [Theory]
    [InlineData("EHLO x\r\n")]
    [InlineData("PROXY\r\n")]
    [InlineData("PROXX ")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324 65536\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 -1 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1  198.51.100.1 1 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.01 198.51.100.1 1 25\r\n")]
    [InlineData("PROXY TCP4 127.1 198.51.100.1 1 25\r\n")]
    [InlineData("PROXY TCP4 2001:db8::1 198.51.100.1 1 25\r\n")]
    [InlineData("PROXY TCP6 192.0.2.1 2001:db8::2 1 25\r\n")]
    [InlineData("PROXY UDP4 192.0.2.1 198.51.100.1 1 25\r\n")]
    [InlineData("PROXY TCP6 fe80::1%1 2001:db8::2 1 25\r\n")]
    [InlineData("\nPROXY TCP4 192.0.2.1 198.51.100.1 1 25\r\n")]
    public void A_bad_line_is_broken(string text) => Assert.Equal(ProxyHeaderState.Broken, Parse(Encoding.ASCII.GetBytes(text)).State);

    [Fact]
    public void A_line_longer_than_107_octets_is_broken() =>
        Assert.Equal(ProxyHeaderState.Broken, Parse(Encoding.ASCII.GetBytes("PROXY UNKNOWN " + new string('x', 200) + "\r\n")).State);

    [Theory]
    [InlineData("2111000C" + "C0000201" + "C6336401" + "DC04" + "0019", "192.0.2.1:56324", "198.51.100.1:25")]
    [InlineData("21110010" + "C0000201" + "C6336401" + "DC04" + "0019" + "04000101", "192.0.2.1:56324", "198.51.100.1:25")]
    [InlineData("21210024" + "20010DB8000000000000000000000001" + "20010DB8000000000000000000000002" + "DC04" + "008F", "[2001:db8::1]:56324", "[2001:db8::2]:143")]
    public void A_good_binary_header_gives_the_addresses(string hex, string source, string destination)
    {
        ProxyHeader header = Parse(Convert.FromHexString(Signature + hex + "45484C4F"));
        Assert.Equal((IPEndPoint.Parse(source), IPEndPoint.Parse(destination)), (header.Source, header.Destination));
        Assert.Equal((Signature.Length + hex.Length) / 2, header.Length);
    }

    [Theory]
    [InlineData("20000000")]
    [InlineData("2011000C" + "C0000201" + "C6336401" + "DC04" + "0019")]
    [InlineData("21000000")]
    public void A_local_or_unspecified_binary_header_keeps_the_connections_own_addresses(string hex)
    {
        ProxyHeader header = Parse(Convert.FromHexString(Signature + hex));
        Assert.Equal(ProxyHeaderState.Whole, header.State);
        Assert.Null(header.Source);
    }

    [Theory]
    [InlineData("1111000C" + "C0000201" + "C6336401" + "DC04" + "0019")]
    [InlineData("2211000C" + "C0000201" + "C6336401" + "DC04" + "0019")]
    [InlineData("2111000B" + "C0000201" + "C6336401" + "DC04" + "00")]
    [InlineData("2112000C" + "C0000201" + "C6336401" + "DC04" + "0019")]
    [InlineData("213100D8" + "00")]
    [InlineData("2111FFFF" + "C0000201")]
    public void A_bad_binary_header_is_broken(string hex)
    {
        byte[] octets = Convert.FromHexString(Signature + hex);
        Array.Resize(ref octets, Math.Max(octets.Length, 16 + 0xD8));
        Assert.Equal(ProxyHeaderState.Broken, Parse(octets).State);
    }

    [Theory]
    [InlineData("50524F58592054435034203139322E302E322E31203139382E35312E3130302E31203536333234203235 0D0A")]
    [InlineData(Signature + "2111000C" + "C0000201" + "C6336401" + "DC04" + "0019")]
    public void Every_beginning_of_a_header_is_incomplete(string hex)
    {
        byte[] octets = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        for (int length = 0; length < octets.Length; length++)
            Assert.Equal(ProxyHeaderState.Incomplete, Parse(octets[..length]).State);
        Assert.Equal(ProxyHeaderState.Whole, Parse(octets).State);
    }

    [Fact]
    public void Random_octets_never_throw_and_never_give_more_than_they_hold()
    {
        var random = new Random(20261123);
        byte[] good = Convert.FromHexString(Signature + "21110010" + "C0000201C6336401DC040019" + "04000101");
        for (int round = 0; round < 20_000; round++)
        {
            byte[] octets = [.. good];
            for (int change = 0; change < 3; change++)
                octets[random.Next(octets.Length)] = (byte)random.Next(256);
            ProxyHeader header = Parse(octets[..random.Next(octets.Length + 1)]);
            Assert.True(header.Length <= octets.Length);
        }
    }

    private static ProxyHeader Parse(byte[] octets) => ProxyHeader.Parse(new ReadOnlySequence<byte>(octets));
}
