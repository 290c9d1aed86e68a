using System.Text;
using Postamt.Mail.Mime;

namespace Postamt.Mail.Tests.Mime;

/// <summary>Cost by what is allocated, which does not depend on the machine.</summary>
public sealed class CostTests
{
    [Fact]
    public void A_simple_mail_allocates_little()
    {
        var mail = Encoding.ASCII.GetBytes("Received: from a by b; Mon, 5 Jan 2026 09:30:00 +0000\r\nFrom: Anna <anna@a.example>\r\nTo: Bob <bob@b.example>\r\nSubject: Hello\r\nDate: Mon, 5 Jan 2026 09:30:00 +0000\r\n"
            + "Message-ID: <1@a.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
            + string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog, again and again, until four.\r\n", 50)));
        _ = MessageStructure.Of(mail);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            _ = MessageStructure.Of(mail);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 10_000);
    }

    [Theory]
    [Trait("attack", "49")]
    [InlineData("--b\r\n\r\nx\r\n")]
    [InlineData("--b\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n")]
    [InlineData("--")]
    [InlineData("To: a@b\r\n")]
    [InlineData("\r\n")]
    [InlineData("x: (\"<;\r\n")]
    public void Twice_the_input_allocates_at_most_twice_as_much(string piece)
    {
        const string Head = "From: a@b\r\nContent-Type: multipart/mixed; boundary=b\r\n";
        var small = Allocated(Head + "\r\n" + string.Concat(Enumerable.Repeat(piece, 2_000)));
        var large = Allocated(Head + "\r\n" + string.Concat(Enumerable.Repeat(piece, 4_000)));
        Assert.InRange(large, 0, small * 2.5 + 100_000);
        var header = Allocated(Head + string.Concat(Enumerable.Repeat(piece, 2_000)));
        Assert.InRange(Allocated(Head + string.Concat(Enumerable.Repeat(piece, 4_000))), 0, header * 2.5 + 100_000);
    }

    private static long Allocated(string mail)
    {
        var content = Encoding.ASCII.GetBytes(mail);
        _ = MessageStructure.Of(content);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = MessageStructure.Of(content);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
