using System.Text;
using Postamt.Mail.Mime;

namespace Postamt.Mail.Tests.Mime;

public sealed class StructureTests
{
    // The example of RFC 9051 6.4.5.1: text, a picture, a message with two parts, and a multipart with a message in it.
    private const string Mail =
        "From: Anna <a@b.example>\r\nSubject: Top\r\nReceived: one\r\nReceived: two\r\nIn-Reply-To: <p@b>\r\nContent-Type: multipart/mixed; boundary=A\r\n\r\npreamble\r\n"
        + "--A\r\n\r\nHello  w=C3=B6rld\r\n"
        + "--A\r\nContent-Type: application/octet-stream; name=x\r\nContent-ID: <i>\r\nContent-Description: d\r\nContent-MD5: m\r\nContent-Language: de, en\r\nContent-Location: l\r\nContent-Transfer-Encoding: BASE64\r\n\r\neA==\r\n"
        + "--A\r\nContent-Type: message/rfc822\r\n\r\nSubject: In\r\nContent-Type: multipart/alternative; boundary=B\r\n\r\n--B\r\n\r\none\r\n--B\r\nContent-Type: text/html\r\n\r\n<b>two</b>\r\n--B--\r\n\r\n"
        + "--A\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\n--C\r\nContent-Type: message/rfc822\r\n\r\nSubject: Deep\r\n\r\ndeep text\r\n--C--\r\n"
        + "--A--\r\nepilogue\r\n";

    private static readonly byte[] Content = Encoding.ASCII.GetBytes(Mail);

    [Theory]
    [InlineData("1", SectionText.Content, "Hello  w=C3=B6rld")]
    [InlineData("1", SectionText.Mime, "\r\n")]
    [InlineData("2", SectionText.Content, "eA==")]
    [InlineData("3", SectionText.Header, "Subject: In\r\nContent-Type: multipart/alternative; boundary=B\r\n\r\n")]
    [InlineData("3", SectionText.Mime, "Content-Type: message/rfc822\r\n\r\n")]
    [InlineData("3.1", SectionText.Content, "one")]
    [InlineData("3.2", SectionText.Content, "<b>two</b>")]
    [InlineData("3.2", SectionText.Mime, "Content-Type: text/html\r\n\r\n")]
    [InlineData("4.1", SectionText.Header, "Subject: Deep\r\n\r\n")]
    [InlineData("4.1", SectionText.Text, "deep text")]
    [InlineData("4.1.1", SectionText.Content, "deep text")]
    [InlineData("4.1.1", SectionText.Mime, "Subject: Deep\r\n\r\n")]
    [InlineData("5", SectionText.Content, null)]
    [InlineData("0", SectionText.Content, null)]
    [InlineData("1.1", SectionText.Content, null)]
    [InlineData("3.3", SectionText.Content, null)]
    [InlineData("1", SectionText.Header, null)]
    [InlineData("1", SectionText.Text, null)]
    [InlineData("4.1.1.1", SectionText.Content, null)]
    public void A_section_is_a_slice_of_the_stored_octets(string path, SectionText text, string? expected)
    {
        var structure = MessageStructure.Of(Content);
        foreach (var prefix in new[] { "", "Return-Path: <>\r\n" })
        {
            var seen = Encoding.ASCII.GetBytes(prefix + Mail);
            var slice = structure.Locate([.. path.Split('.').Select(int.Parse)], text, prefix.Length);
            Assert.Equal(expected, slice is { } s ? Encoding.ASCII.GetString(seen, (int)s.Offset, (int)s.Length) : null);
        }
    }

    [Fact]
    public void The_message_itself_begins_with_our_prefix()
    {
        var structure = MessageStructure.Of(Content);
        var header = Mail.IndexOf("preamble", StringComparison.Ordinal);
        Assert.Equal(new MessageSlice(0, Content.Length + 9), structure.Locate([], SectionText.Content, 9));
        Assert.Equal(new MessageSlice(0, header + 9), structure.Locate([], SectionText.Header, 9));
        Assert.Equal(new MessageSlice(header + 9, Content.Length - header), structure.Locate([], SectionText.Text, 9));
        Assert.Null(structure.Locate([], SectionText.Mime));
        Assert.Equal(new MessageSlice(12, 5), new MessageSlice(2, 15).Partial(10, 100));
        Assert.Equal(new MessageSlice(17, 0), new MessageSlice(2, 15).Partial(100, 100));
    }

    [Fact]
    public void Everything_BODYSTRUCTURE_and_ENVELOPE_need_is_there()
    {
        var structure = MessageStructure.Of(Content);
        Assert.Equal(2, structure.Hops);
        Assert.Equal("Top", structure.Envelope.Subject);
        Assert.Equal("Anna", structure.Envelope.From[0].Name);
        Assert.Equal("<p@b>", Assert.Single(structure.References));
        var part = structure.Root.Children[1];
        Assert.Equal(("<i>", "d", "m", "l", "base64"), (part.ContentId, part.Description, part.Md5, part.Location, part.Encoding));
        Assert.Equal(["de", "en"], part.Languages);
        Assert.Equal("In", structure.Root.Children[2].Embedded!.Envelope!.Subject);
        Assert.Equal("us-ascii", structure.Root.Children[0].Parameter("charset"));
        Assert.True(structure.HasAttachment);
        Assert.Equal("Hello w=C3=B6rld", structure.Preview);
    }

    [Fact]
    public void A_message_of_one_part_has_its_body_as_part_one()
    {
        var structure = MessageStructure.Of("Subject: x\r\n\r\nbody"u8);
        Assert.Equal(new MessageSlice(14, 4), structure.Locate([1], SectionText.Content));
        Assert.Equal(new MessageSlice(0, 14), structure.Locate([1], SectionText.Mime));
        Assert.Null(structure.Locate([1, 1], SectionText.Content));
        Assert.Null(structure.Locate([2], SectionText.Content));
    }

    [Theory]
    [InlineData("text/html", "7bit", "<html><head><title>T</title><style>p{}</style></head><body><p>Hi&nbsp;<b>A</b>nna &amp; Bob</p><p>two</p>", "Hi Anna & Bob two")]
    [InlineData("text/plain; charset=utf-8", "base64", "R3LDvMOfZQ==", "Gr\u00fc\u00dfe")]
    [InlineData("text/plain; charset=iso-8859-1", "quoted-printable", "Gr=FC=DFe =\r\nund =80 mehr", "Gr\u00fc\u00dfe und \u20ac mehr")]
    [InlineData("text/plain; charset=gb2312", "base64", "xOO6ww==", "\u4f60\u597d")]
    [InlineData("text/plain; charset=iso-2022-jp", "base64", "GyRCJDMbKEI=", "\u3053")]
    [InlineData("application/pdf", "base64", "xOO6ww==", "")]
    public void The_preview_is_what_a_reader_would_read_first(string type, string encoding, string body, string preview) =>
        Assert.Equal(preview, MessageStructure.Of(Encoding.ASCII.GetBytes($"Content-Type: {type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n")).Preview);

    [Fact]
    public void A_preview_has_at_most_256_characters_and_an_empty_part_gives_way_to_the_next()
    {
        Assert.Equal(256, MessageStructure.Of(Encoding.UTF8.GetBytes("Content-Type: text/plain; charset=utf-8\r\n\r\n" + string.Concat(Enumerable.Repeat("\U0001F600", 1_000)))).Preview.EnumerateRunes().Count());
        var mail = "Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\n\r\n \r\n--a\r\nContent-Type: text/html\r\n\r\n<p>x\r\n--a--\r\n";
        Assert.Equal("x", MessageStructure.Of(Encoding.ASCII.GetBytes(mail)).Preview);
    }

    [Fact]
    public void Eight_bit_facts_tell_header_and_body_apart()
    {
        Assert.Equal(StructureFlags.Needs8Bit, MessageStructure.Of("a: b\r\n\r\n\u00e4\r\n"u8).Flags);
        Assert.Equal(StructureFlags.Needs8Bit | StructureFlags.NonAsciiHeader | StructureFlags.NeedsSmtpUtf8, MessageStructure.Of("a: \u00e4\r\n\r\n\r\n"u8).Flags);
        Assert.Equal(StructureFlags.Needs8Bit | StructureFlags.NonAsciiHeader, MessageStructure.Of([.. "a: "u8, 0xE4, .. "\r\n\r\n\r\n"u8]).Flags);
    }

    [Fact]
    public void A_digest_holds_messages_by_default()
    {
        var structure = MessageStructure.Of("Content-Type: multipart/digest; boundary=a\r\n\r\n--a\r\n\r\nSubject: s\r\n\r\nx\r\n--a--\r\n"u8);
        Assert.Equal("s", structure.Root.Children[0].Embedded!.Envelope!.Subject);
    }
}
