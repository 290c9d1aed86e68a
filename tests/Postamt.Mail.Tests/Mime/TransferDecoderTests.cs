using System.Text;
using Postamt.Mail.Mime;

namespace Postamt.Mail.Tests.Mime;

public sealed class TransferDecoderTests
{
    [Theory]
    [InlineData("base64", "QQpC\r\nRA==\r\n", "A\nBD")]
    [InlineData("quoted-printable", "=C3=A4=\r\nb =3D\r\n", "ä" + "b =\r\n")]
    [InlineData("7bit", "a=41\r\n", "a=41\r\n")]
    [InlineData("binary", "\0\n", "\0\n")]
    public void A_body_is_the_same_in_whatever_pieces_it_comes(string encoding, string body, string expected)
    {
        var octets = Encoding.ASCII.GetBytes(body);
        for (var size = 1; size <= octets.Length; size++) Assert.Equal(expected, Encoding.UTF8.GetString(Decode(encoding, octets, size)));
    }

    [Theory]
    [InlineData("base64")]
    [InlineData("quoted-printable")]
    public void Any_octets_fit_into_the_room_that_is_promised(string encoding)
    {
        var chance = 12345u;
        for (var round = 0; round < 2_000; round++)
        {
            var octets = new byte[round % 200];
            for (var at = 0; at < octets.Length; at++) octets[at] = (byte)((chance = (chance * 1664525) + 1013904223) >> 24);
            Assert.Equal(Decode(encoding, octets, 200), Decode(encoding, octets, 1 + (round % 50)));
        }
    }

    [Theory]
    [InlineData("base64", true)]
    [InlineData("8bit", true)]
    [InlineData("x-uuencode", false)]
    [InlineData("", false)]
    public void Only_known_encodings_can_be_undone(string encoding, bool known) => Assert.Equal(known, TransferDecoder.IsKnown(encoding));

    private static byte[] Decode(string encoding, byte[] octets, int size)
    {
        var decoder = TransferDecoder.For(encoding);
        var decoded = new List<byte>();
        foreach (var piece in octets.Chunk(size))
        {
            var room = new byte[TransferDecoder.MaxDecoded(piece.Length)];
            decoded.AddRange(room[..decoder.Decode(piece, piece.Length, room)]);
        }
        return [.. decoded];
    }
}
