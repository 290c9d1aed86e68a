using Postamt.ForeignData;
using Postamt.Mail.Mime;

namespace Postamt.Mail.Tests.Mime;

public sealed class CorpusTests
{
    [Fact]
    public void Every_torture_message_keeps_the_invariants_however_it_is_cut()
    {
        var count = 0;
        foreach (var (name, content) in TestData.MimeMessages())
        {
            var whole = MessageStructure.Of(content);
            StructureAssert.Holds(whole, content);
            StructureAssert.RoundTrips(whole);
            foreach (var piece in new[] { 1, 7, 4096 })
                Assert.True(StructureAssert.Print(whole) == StructureAssert.Print(InPieces(content, piece)), $"{name} in pieces of {piece}");
            count++;
        }
        Assert.True(count > 150, $"only {count} messages");
    }

    [Fact]
    public void Every_torture_message_keeps_the_invariants_with_network_line_breaks()
    {
        foreach (var (_, content) in TestData.MimeMessages())
        {
            var wire = WithCrLf(content);
            var structure = MessageStructure.Of(wire);
            StructureAssert.Holds(structure, wire);
            StructureAssert.RoundTrips(structure);
            Assert.False(structure.Has(StructureFlags.HasBareLf));
        }
    }

    [Fact]
    public void Every_corpus_message_keeps_the_invariants_and_stays_small()
    {
        var sizes = new List<int>();
        foreach (var (name, content) in TestData.Corpus())
        {
            var structure = MessageStructure.Of(content);
            StructureAssert.Holds(structure, content);
            StructureAssert.RoundTrips(structure);
            Assert.True(StructureAssert.Print(structure) == StructureAssert.Print(InPieces(content, 61)), name);
            var stored = new System.Buffers.ArrayBufferWriter<byte>();
            structure.Write(stored);
            sizes.Add(stored.WrittenCount);
        }
        sizes.Sort();
        Assert.Equal(2954, sizes.Count);
        Assert.InRange(sizes[sizes.Count / 2], 100, 1024);
        Assert.InRange(sizes[sizes.Count * 95 / 100], 100, 2048);
    }

    internal static MessageStructure InPieces(byte[] content, int size)
    {
        using var indexer = new MessageIndexer();
        for (var i = 0; i < content.Length; i += size)
            indexer.Append(content.AsSpan(i, Math.Min(size, content.Length - i)));
        return indexer.Complete();
    }

    /// <summary>Much of the corpus comes out of mbox files.</summary>
    internal static byte[] WithoutMailboxLine(byte[] content) =>
        content.AsSpan().StartsWith("From "u8) ? content[(Array.IndexOf(content, (byte)'\n') + 1)..] : content;

    internal static byte[] WithCrLf(byte[] content)
    {
        var wire = new List<byte>(content.Length + 1000);
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\n' && (i == 0 || content[i - 1] != '\r'))
                wire.Add((byte)'\r');
            wire.Add(content[i]);
        }
        return [.. wire];
    }
}
