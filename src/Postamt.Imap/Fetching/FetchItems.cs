using Postamt.Store.Messages;

namespace Postamt.Imap.Fetching;

[Flags]
internal enum FetchItem
{
    None = 0,
    Flags = 1,
    Uid = 2,
    InternalDate = 4,
    Size = 8,
    Envelope = 16,
    Body = 32,
    BodyStructure = 64,
    ModSeq = 128,
    EmailId = 256,
    ThreadId = 512,
    SaveDate = 1024,
}

/// <summary>What a FETCH asks for.</summary>
/// <param name="SetsSeen">A section was asked for without PEEK.</param>
internal sealed record FetchItems(FetchItem Items, IReadOnlyList<FetchSection> Sections, bool SetsSeen)
{
    private const FetchItem OnlyFlags = FetchItem.Flags | FetchItem.Uid | FetchItem.ModSeq;
    private const FetchItem Structured = FetchItem.Envelope | FetchItem.Body | FetchItem.BodyStructure;

    public bool Has(FetchItem item) => (Items & item) != 0;

    /// <summary>Uid, flags and modseq are enough: the store has a narrower read for that.</summary>
    public bool IsFlagsOnly => Sections.Count == 0 && (Items & ~OnlyFlags) == 0;

    public bool NeedsStructure => (Items & Structured) != 0 || Sections.Any(one => one.Path.Length > 0 || one.Text != Postamt.Mail.Mime.SectionText.Content);

    /// <summary>RFC 3516 4.3: a section of this message that cannot be decoded.</summary>
    public bool HasUnknown(Postamt.Mail.Mime.MessageStructure? structure)
    {
        foreach (var section in Sections)
        {
            if (section.IsUnknown(structure)) return true;
        }
        return false;
    }

    public MessageColumns Columns => MessageColumns.Facts
        | (NeedsStructure ? MessageColumns.Structure : MessageColumns.None)
        | (Sections.Count > 0 ? MessageColumns.Prefix : MessageColumns.None);
}
