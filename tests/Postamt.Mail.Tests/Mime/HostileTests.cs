using System.Buffers;
using System.Diagnostics;
using System.Text;
using Postamt.Mail.Mime;

namespace Postamt.Mail.Tests.Mime;

/// <summary>Messages made to break their readers.</summary>
public sealed class HostileTests
{
    [Fact]
    [Trait("attack", "48")]
    public void Ten_thousand_nested_multiparts_end_in_an_opaque_part()
    {
        var mail = new StringBuilder("From: a@b\r\n");
        for (var i = 0; i < 10_000; i++)
            mail.Append($"Content-Type: multipart/mixed; boundary=b{i}x\r\n\r\n--b{i}x\r\n");
        var structure = Checked(mail.ToString());
        Assert.True(structure.Has(StructureFlags.TooComplex));
        Assert.Equal(100, Depth(structure.Root));
    }

    [Fact]
    [Trait("attack", "48")]
    public void Ten_thousand_nested_messages_end_in_an_opaque_part()
    {
        var mail = string.Concat(Enumerable.Repeat("From: a@b\r\nContent-Type: message/rfc822\r\n\r\n", 10_000)) + "text\r\n";
        var structure = Checked(mail);
        Assert.True(structure.Has(StructureFlags.TooComplex));
        Assert.Equal(100, Depth(structure.Root));
        var last = structure.Root;
        while (last.Embedded is { } inner)
            last = inner;
        Assert.Equal(("application", "octet-stream"), (last.ShownType, last.ShownSubtype));
    }

    [Theory]
    [Trait("attack", "49")]
    [InlineData("text/plain")]
    [InlineData("message/rfc822")]
    [InlineData("multipart/mixed; boundary=c")]
    public void Parts_past_the_limit_stay_inside_the_last_one(string type)
    {
        var mail = "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            + string.Concat(Enumerable.Repeat($"--b\r\nContent-Type: {type}\r\n\r\nx\r\n", 20_000)) + "--b--\r\n";
        var structure = Checked(mail);
        Assert.True(structure.Has(StructureFlags.TooComplex));
        Assert.InRange(Count(structure.Root), 5_000, 10_000);
        Assert.Equal(structure.Size, structure.Root.Children[^1].BodyOffset + structure.Root.Children[^1].BodyLength);
    }

    [Fact]
    [Trait("attack", "51")]
    public void A_header_past_its_limit_is_flagged_and_still_ends_at_the_empty_line()
    {
        foreach (var header in new[]
        {
            "X: " + new string('x', 10 << 20) + "\r\n",
            string.Concat(Enumerable.Repeat("A: b\r\n", 1_000_000)),
            "X: y\r\n" + string.Concat(Enumerable.Repeat(" " + new string('z', 900) + "\r\n", 2_000)),
        })
        {
            var structure = Checked("Subject: s\r\n" + header + "\r\nbody\r\n");
            Assert.True(structure.Has(StructureFlags.HeaderTooLarge));
            Assert.Equal("s", structure.Envelope.Subject);
            Assert.Equal(6, structure.Root.BodyLength);
        }
    }

    [Fact]
    [Trait("attack", "52")]
    public void Parameter_pieces_are_capped_and_read_up_to_the_first_gap()
    {
        var many = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"; name*{i}=a"));
        var capped = Checked($"Content-Type: application/x{many[..200_000]}\r\n\r\n");
        Assert.Equal(100, capped.Root.Parameters.Count);
        Assert.True(capped.Has(StructureFlags.Truncated));
        Assert.Equal("ab", FileName("name*0=a; name*1=b; name*3=d"));
        Assert.Equal("ac", FileName("name*0=a; name*0=b; name*1=c"));
        Assert.Equal("\u20acx", FileName("name*0*=utf-8''%e2%82%ac; name*1=x"));
        Assert.Equal("ext", FileName("name=plain; name*=utf-8''ext"));
        Assert.Equal("\u00e4", FileName("name*=iso-8859-1'de'%E4"));
        Assert.Equal("\u00e4", FileName("name=\"=?utf-8?q?=C3=A4?=\""));
        Assert.Equal("x%zz", FileName("name*=''x%zz"));
        Assert.Equal("a.exe", FileName("name*=utf-8''a%0D%0A.exe%00")?.Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("attack", "54")]
    public void A_hundred_thousand_parentheses_cost_nothing()
    {
        var open = new string('(', 100_000);
        var structure = Checked($"From: {open} a@b\r\nTo: a@b ({open}\\\r\nContent-Type: {open} text/plain\r\nContent-Disposition: inline {open}\\\r\n\r\nx");
        Assert.Equal("a@b", structure.Envelope.To[0].Address);
    }

    [Theory]
    [Trait("attack", "56")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\r\nContent-Type: text/plain\r\n", "--a\r\n\r\nx\r\n--a--\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=a; boundary=b\r\n", "--a\r\n\r\nx\r\n--a--\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary*0=a; boundary*1=b\r\n", "--ab\r\n\r\nx\r\n--ab--\r\n")]
    [InlineData("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit\r\n", "x\r\n")]
    [InlineData("Content-Type: text/plain\r\nContent-Transfer-Encoding: base 64\r\n", "x\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\r\n", "--a\r\n\r\nx\r\n--ab\r\n\r\ny\r\n--a--\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\r\n", "--a\r\n\r\nx\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\r\n", "Content-Type: text/html\r\n\r\nx\r\n--a\r\n\r\ny\r\n--a--\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\r\n", "--a\r\n\r\ny\r\n--a--\r\nContent-Type: text/html\r\n\r\nx\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\r\n", "--a\r\n\r\ny\r\n--a--\r\n--a\r\n\r\nx\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\r\n", "--a\n\r\nx\r\n--a--\r\n")]
    [InlineData("Content-Type: multipart/mixed\r\n", "--a\r\n\r\nx\r\n--a--\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\r\nContent-Transfer-Encoding: base64\r\n", "--a\r\n\r\nx\r\n--a--\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\r\n", "--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx\r\n--a--\r\n--a--\r\n")]
    [InlineData("Content-Type: text\r\n", "x\r\n")]
    [InlineData("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n", "eA==\r\n")]
    public void What_two_readers_read_differently_is_flagged(string header, string body) =>
        Assert.True(Checked(header + "\r\n" + body).Has(StructureFlags.Ambiguous));

    [Fact]
    public void A_proper_multipart_is_not_flagged()
    {
        var mail = "Content-Type: multipart/mixed; boundary=\"a\"\r\nContent-Transfer-Encoding: 7bit\r\n\r\nThis is MIME.\r\n--a\r\n"
            + "Content-Type: multipart/alternative; boundary=\"=_b\"\r\n\r\n--=_b\r\n\r\nx\r\n--=_b\r\nContent-Type: text/html\r\n\r\ny\r\n--=_b--\r\n\r\n--a--\r\n";
        Assert.Equal(StructureFlags.None, Checked(mail).Flags);
    }

    [Fact]
    [Trait("attack", "61")]
    public void A_million_unclosed_tags_are_stripped_in_linear_time()
    {
        var watch = Stopwatch.StartNew();
        foreach (var tag in new[] { "<a ", "<", "</", "<!--", "<a '", "<style>", "<b>x", "&#", "&" })
            _ = HtmlText.Strip(string.Concat(Enumerable.Repeat(tag, 1_000_000)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), watch.Elapsed.ToString());
        Assert.Equal("a b < c & d", HtmlText.Strip("<style>x</style><span>a</span><p>b &lt; c &amp; d").Trim());
        Assert.Equal("x", HtmlText.Strip("<a title=\"<b>\">x</a>"));
    }

    [Fact]
    [Trait("attack", "62")]
    public void Broken_senders_and_charsets_give_an_empty_or_clean_preview()
    {
        Assert.Equal("", Checked("\r\n").Preview);
        Assert.Equal("", Checked("").Preview);
        var absurd = Checked($"From:\r\nTo:\r\nContent-Type: text/plain; charset={new string('x', 100_000)}\r\n\r\ncaf\u00e9 \u20ac");
        Assert.Equal("caf\u00e9 \u20ac", absurd.Preview);
        Assert.Empty(absurd.Envelope.From);
        var cut = MessageStructure.Of([.. "Content-Type: text/plain; charset=utf-8\r\n\r\nab"u8, 0xE2, 0x82]);
        Assert.Equal("ab", cut.Preview);
    }

    [Fact]
    [Trait("attack", "63")]
    public void NUL_and_bare_breaks_are_facts_of_the_structure()
    {
        Assert.True(Checked("Subject: a\0b\r\n\r\nx\r\n").Has(StructureFlags.HasNul));
        Assert.Equal("ab", Checked("Subject: a\0b\r\n\r\nx\r\n").Envelope.Subject);
        Assert.True(Checked("a: b\r\n\r\nx\ry\r\n").Has(StructureFlags.HasBareCr));
        Assert.True(Checked("a: b\r\n\r\nx\ny\r\n").Has(StructureFlags.HasBareLf));
        Assert.Equal(StructureFlags.None, Checked("a: b\r\n\r\nx\r\n").Flags);
    }

    [Fact]
    [Trait("attack", "65")]
    public void Of_a_hundred_thousand_references_a_hundred_are_kept()
    {
        var structure = Checked("References: " + string.Concat(Enumerable.Range(0, 40_000).Select(i => $"<{i}>")) + "\r\n\r\n");
        Assert.Equal(100, structure.References.Count);
        Assert.Equal("<0>", structure.References[0]);
    }

    [Fact]
    [Trait("attack", "38")]
    public void A_hundred_thousand_recipients_are_cut_and_flagged()
    {
        var structure = Checked("To: " + string.Concat(Enumerable.Repeat("a@b,", 100_000)) + "\r\nCc: " + string.Concat(Enumerable.Repeat("g:", 10_000)) + "\r\n\r\n");
        Assert.InRange(structure.Envelope.To.Count, 1_000, 2_000);
        Assert.True(structure.Has(StructureFlags.Truncated));
        var stored = new ArrayBufferWriter<byte>();
        structure.Write(stored);
        Assert.True(stored.WrittenCount < 64 << 10);
    }

    [Fact]
    public void A_fifty_megabyte_mail_costs_little_memory()
    {
        using var indexer = new MessageIndexer();
        indexer.Append("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n"u8);
        var piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('A', 76) + "\r\n", 800)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var sent = 0L; sent < 50 << 20; sent += piece.Length)
            indexer.Append(piece);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 << 10);
        Assert.InRange(indexer.Complete().Size, 50 << 20, 51 << 20);
    }

    [Fact]
    public void One_line_of_fifty_megabytes_costs_little_memory()
    {
        using var indexer = new MessageIndexer();
        indexer.Append("a: b\r\n\r\n"u8);
        var piece = new byte[64 << 10];
        piece.AsSpan().Fill((byte)'x');
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 800; i++)
            indexer.Append(piece);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
        Assert.Equal(800L * piece.Length, indexer.Complete().LongestLine);
    }

    [Fact]
    public void Stored_structures_with_any_octet_changed_are_read_or_refused_but_never_break_the_reader()
    {
        var mail = "From: A <a@b>\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-ID: <x>\r\n\r\nx\r\n--a\r\nContent-Type: message/rfc822\r\n\r\nTo: c@d\r\n\r\ny\r\n--a--\r\n";
        var stored = new ArrayBufferWriter<byte>();
        MessageStructure.Of(Encoding.ASCII.GetBytes(mail)).Write(stored);
        for (var i = 0; i < stored.WrittenCount; i++)
            for (var value = 0; value < 256; value++)
            {
                var changed = stored.WrittenSpan.ToArray();
                changed[i] = (byte)value;
                try
                {
                    var read = MessageStructure.Read(changed);
                    Assert.True(read.Root.BodyOffset + read.Root.BodyLength <= read.Size);
                }
                catch (InvalidDataException)
                {
                    continue;
                }
            }
        for (var length = 0; length < stored.WrittenCount; length++)
            Assert.Throws<InvalidDataException>(() => MessageStructure.Read(stored.WrittenSpan[..length]));
    }

    private static string? FileName(string parameters) => Checked($"Content-Type: application/x; {parameters}\r\n\r\n").Root.FileName;

    [Theory]
    [InlineData("From: a@b.example\r\nSender: a@b.example\r\nTo: c@d.example\r\nTo: e@f.example\r\n\r\n", false)]
    [InlineData("From: a@b.example\r\nSender: a@b.example\r\nSender: c@d.example\r\n\r\n", true)]
    [InlineData("Sender:\r\nFrom: a@b.example\r\nsender: c@d.example\r\n\r\n", true)]
    [InlineData("From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\nSender: a@b.example\r\nSender: c@d.example\r\n\r\n", false)]
    [Trait("attack", "32")]
    public void A_sender_that_is_not_certain_is_flagged(string mail, bool flagged) =>
        Assert.Equal(flagged, Checked(mail).Has(StructureFlags.OriginatorUnclear));

    private static MessageStructure Checked(string mail)
    {
        var content = Encoding.UTF8.GetBytes(mail);
        var structure = MessageStructure.Of(content);
        StructureAssert.Holds(structure, content);
        StructureAssert.RoundTrips(structure);
        return structure;
    }

    private static int Depth(MessagePart part) =>
        1 + (part.Embedded is { } inner ? Depth(inner) : part.Children.Count == 0 ? 0 : part.Children.Max(Depth));

    private static int Count(MessagePart part) =>
        1 + (part.Embedded is { } inner ? Count(inner) : part.Children.Sum(Count));
}
