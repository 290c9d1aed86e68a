using Postamt.Store.Blobs;

namespace Postamt.Store.Upkeep;

/// <param name="Octets">Read.</param>
/// <param name="Damaged">Newly marked.</param>
/// <param name="Repaired">From another record.</param>
/// <param name="Ended">The round is over, or the next one is not due.</param>
public sealed record ScrubPiece(int Checked, long Octets, int Damaged, int Repaired, bool Ended);

/// <param name="Octets">Written.</param>
/// <param name="Ended">No content is left that could be rewritten.</param>
public sealed record RewritePiece(int Rewritten, long Octets, bool Ended);

/// <param name="Octets">Copied.</param>
/// <param name="Moved">Contents.</param>
/// <param name="Removed">Files.</param>
/// <param name="Ended">There is nothing more to do for now.</param>
public sealed record CompactionPiece(int Moved, long Octets, int Removed, bool Ended);

/// <summary>When a segment is compacted.</summary>
/// <param name="LiveShare">Less than this share of its octets is still referred to, 0 to 1.</param>
/// <param name="LooseKept">Octets that no row has ever pointed at, as an unclean stop leaves them, keep their segment so long.</param>
public sealed record CompactionRule(double LiveShare, TimeSpan LooseKept);

/// <param name="Since">Found damaged.</param>
public sealed record DamagedContent(BlobRef Blob, DateTimeOffset Since, IReadOnlyList<DamagedMail> Mails);

/// <summary>A mail whose content is damaged.</summary>
/// <param name="Account">Its address; empty when there is no such account any more.</param>
/// <param name="Mailbox">Null: expunged and still kept, or waiting in the queue.</param>
/// <param name="Uid">0 without a mailbox.</param>
public sealed record DamagedMail(string Account, string? Mailbox, uint Uid, DateTimeOffset Received);

/// <param name="Key">16 hexadecimal digits; empty: not encrypted.</param>
/// <param name="IsNewest">New contents are encrypted with it.</param>
public sealed record ContentKeyUse(string Key, long Contents, bool IsNewest);
