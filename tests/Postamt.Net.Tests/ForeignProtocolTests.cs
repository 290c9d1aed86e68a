using System.Text;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>Browsers and TLS on a plain port are recognised, mail commands are not mistaken for them (attack 22).</summary>
[Trait("attack", "22")]
public sealed class ForeignProtocolTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1", ForeignSpeech.Http)]
    [InlineData("POST /x HTTP/1.0", ForeignSpeech.Http)]
    [InlineData("CONNECT mx:25 HTTP/1.1", ForeignSpeech.Http)]
    [InlineData("\u0016\u0003\u0001\u0002", ForeignSpeech.Tls)]
    [InlineData("GETMETADATA", ForeignSpeech.None)]
    [InlineData("EHLO get.example.org", ForeignSpeech.None)]
    [InlineData("DELETEME x", ForeignSpeech.None)]
    [InlineData("GET", ForeignSpeech.None)]
    [InlineData("", ForeignSpeech.None)]
    public void First_octets_tell(string first, ForeignSpeech expected) =>
        Assert.Equal(expected, ForeignProtocol.Detect(Encoding.Latin1.GetBytes(first)));
}
