using Postamt.Mail.Mime;

namespace Postamt.Mail.Tests.Mime;

public sealed class ParameterContinuationsTests
{
    [Theory]
    [InlineData("name=a", "name=a")]
    [InlineData("url*0=ftp://;url*1=cs.utk.edu/", "url=ftp://cs.utk.edu/")]
    // RFC 2231 4.1: its own example; the piece that is not encoded is encoded to stand beside those that are.
    [InlineData("title*0*=us-ascii'en'This%20is%20even%20more%20;title*1*=%2A%2A%2Afun%2A%2A%2A%20;title*2=isn't it!", "title*=us-ascii'en'This%20is%20even%20more%20%2A%2A%2Afun%2A%2A%2A%20isn%27t%20it!")]
    [InlineData("x*1=b;charset=utf-8;x*0=a", "x=ab;charset=utf-8")]
    [InlineData("x*0=a;x*2=c", "x=a")]
    [InlineData("x*1=b;x*2=c", "x*1=b;x*2=c")]
    [InlineData("x*0=a;x*0=b;x*1=c", "x=ac")]
    [InlineData("x*0=a%;x*1*=%C3%A4", "x*=''a%25%C3%A4")]
    [InlineData("x*00=a;*0=b;x*=c;x**=d", "x*00=a;*0=b;x*=c;x**=d")]
    public void Pieces_of_a_continued_parameter_are_one_parameter(string written, string joined)
    {
        var parameters = written.Split(';').Select(pair => new MimeParameter(pair[..pair.IndexOf('=')], pair[(pair.IndexOf('=') + 1)..])).ToList();
        Assert.Equal(joined, string.Join(';', ParameterContinuations.Join(parameters).Select(p => $"{p.Name}={p.Value}")));
    }

    [Fact]
    public void What_is_joined_reads_like_its_pieces()
    {
        MimeParameter[] pieces = [new("filename*0*", "utf-8''%E3%81%8B%E3"), new("filename*1*", "%81%8D"), new("filename*2", " ü.txt")];
        var joined = ParameterContinuations.Join(pieces);
        Assert.Equal("かき ü.txt", ParameterValue.Find(pieces, "filename"));
        Assert.Equal(ParameterValue.Find(pieces, "filename"), ParameterValue.Find(joined, "filename"));
    }

    [Fact]
    public void A_multipart_without_parts_is_shown_as_text()
    {
        using var indexer = new MessageIndexer();
        indexer.Append("Content-Type: multipart/mixed; boundary=\"never\"\r\n\r\nThis mail was undeliverable.\r\n"u8);
        var root = indexer.Complete().Root;
        Assert.True(root.IsOpaque);
        Assert.Equal(("text", "plain", 1L), (root.ShownType, root.ShownSubtype, root.Lines));
        Assert.Empty(root.ShownParameters);
    }
}
