using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;

namespace Postamt.Store.Messages;

/// <summary>What a read of placements is to bring besides uid, flags and modseq; the dearer columns are asked for by name.</summary>
[Flags]
public enum MessageColumns
{
    None = 0,

    /// <summary>Sizes, dates, ids and the blob reference.</summary>
    Facts = 1,

    /// <summary>The serialised MIME structure (Postamt.Mail.Mime.MessageStructure).</summary>
    Structure = 2,

    /// <summary>Our own trace header, the bytes before the blob.</summary>
    Prefix = 4,
}

/// <summary>One placement of a message, as asked for.</summary>
/// <param name="SizeOctets">Prefix and content together: RFC822.SIZE.</param>
/// <param name="InternalDate">When it came to the account; a COPY keeps it.</param>
/// <param name="SavedAt">RFC 8514: when it was placed into this mailbox.</param>
/// <param name="Structure">Empty unless asked for; offsets are relative to the blob.</param>
/// <param name="Prefix">Empty unless asked for.</param>
public sealed record MessageRow(
    Uid Uid,
    MessageFlags Flags,
    ModSeq ModSeq,
    EmailId EmailId,
    ThreadId ThreadId,
    long SizeOctets,
    DateTimeOffset InternalDate,
    DateTimeOffset SavedAt,
    BlobRef Blob,
    int PrefixLength,
    ReadOnlyMemory<byte> Structure,
    ReadOnlyMemory<byte> Prefix);

/// <summary>Uid, flags and modseq of a placement: what changes.</summary>
public readonly record struct FlagRow(Uid Uid, MessageFlags Flags, ModSeq ModSeq);
