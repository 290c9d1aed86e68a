using System.Buffers;
using Postamt.Mail.Headers;

namespace Postamt.Mail.Mime;

/// <summary>
/// What is known about a message without reading it again: its parts with their places, envelope, preview and facts.
/// Made once by <see cref="MessageIndexer"/> while the content arrives and stored with the message.
/// </summary>
public sealed class MessageStructure
{
    /// <summary>The message itself; its header section begins at offset 0.</summary>
    public required MessagePart Root { get; init; }

    /// <summary>Octets of the content as received.</summary>
    public required long Size { get; init; }

    public required StructureFlags Flags { get; init; }

    /// <summary>Number of Received fields: hops so far (RFC 5321 6.3).</summary>
    public required int Hops { get; init; }

    /// <summary>Octets of the longest line, its line break not counted. RFC 5321 4.5.3.1.6 allows 998.</summary>
    public required long LongestLine { get; init; }

    /// <summary>RFC 8970: plain text of at most 256 characters; empty when there is no text.</summary>
    public required string Preview { get; init; }

    /// <summary>Identifiers of earlier messages of the thread, oldest first, with angle brackets: from References, else from In-Reply-To.</summary>
    public required IReadOnlyList<string> References { get; init; }

    public MessageEnvelope Envelope => Root.Envelope ?? MessageEnvelope.Empty;

    /// <summary>The Message-ID as threads and look-ups compare it: without angle brackets; null when there is none.</summary>
    public string? MessageId => Envelope.MessageId is { } text ? MessageIds.First(text)?.Trim('<', '>') : null;

    /// <summary><see cref="References"/> in the same form.</summary>
    public IEnumerable<string> ReferenceIds => References.Select(id => id.Trim('<', '>'));

    public bool HasAttachment => Has(StructureFlags.HasAttachment);

    public bool Has(StructureFlags flag) => (Flags & flag) != 0;

    /// <summary>Indexes content that is in memory already (tests, our own reports, small mail).</summary>
    public static MessageStructure Of(ReadOnlySpan<byte> content, MimeLimits? limits = null)
    {
        using var indexer = new MessageIndexer(limits);
        indexer.Append(content);
        return indexer.Complete();
    }

    /// <summary>The octets of an IMAP section, null when the message has no such section.</summary>
    /// <param name="path">Part numbers from 1; empty for the message itself.</param>
    /// <param name="prefixLength">Octets of our own header fields before the content; they belong to the message's header.</param>
    public MessageSlice? Locate(ReadOnlySpan<int> path, SectionText text, long prefixLength = 0) =>
        SectionLocator.Locate(this, path, text, prefixLength);

    /// <summary>The part with this number, null when there is none.</summary>
    public MessagePart? Find(ReadOnlySpan<int> path) => SectionLocator.Find(Root, path);

    /// <summary>Stored form: one version octet, then numbers of variable length; 300 octets to 2 KiB for a usual mail.</summary>
    public void Write(IBufferWriter<byte> output) => StructureWriter.Write(this, output);

    /// <summary>The stored form, of which typical mail has under 1 KiB.</summary>
    public ReadOnlyMemory<byte> ToStored()
    {
        var stored = new ArrayBufferWriter<byte>(1024);
        Write(stored);
        return stored.WrittenMemory;
    }

    /// <summary>Reads the stored form.</summary>
    /// <exception cref="InvalidDataException">The octets are not a structure that <see cref="Write"/> made.</exception>
    public static MessageStructure Read(ReadOnlySpan<byte> stored) => StructureReader.Read(stored);
}
