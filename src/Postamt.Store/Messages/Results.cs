using Postamt.Store.Mailboxes;

namespace Postamt.Store.Messages;

/// <param name="Changed">Placements whose flags or modseq changed, ascending by uid.</param>
/// <param name="Conflicting">UIDs left alone because their modseq is above UNCHANGEDSINCE (RFC 7162 3.1.3).</param>
/// <param name="At">The account's modseq after the change.</param>
public sealed record FlagResult(IReadOnlyList<FlagRow> Changed, IReadOnlyList<Uid> Conflicting, ModSeq At);

/// <summary>RFC 4315 COPYUID: source and destination UIDs pairwise, ascending.</summary>
/// <param name="At">For a MOVE, the modseq of the removal from the source.</param>
public sealed record CopyResult(UidValidity UidValidity, IReadOnlyList<Uid> Source, IReadOnlyList<Uid> Destination, ModSeq At);

/// <summary>RFC 4315 APPENDUID, in the order the messages were given.</summary>
public sealed record AppendResult(UidValidity UidValidity, IReadOnlyList<Uid> Uids, ModSeq At);

/// <param name="Uids">Ascending.</param>
public sealed record ExpungeResult(IReadOnlyList<Uid> Uids, ModSeq At);

/// <summary>What happened in a mailbox after a modseq.</summary>
/// <param name="Changed">New placements and changed flags, ascending by uid; what was expunged again is not among them.</param>
/// <param name="Vanished">UIDs expunged after that modseq, ascending.</param>
/// <param name="UpTo">Highest modseq the answer covers.</param>
/// <param name="Complete">False when tombstones that old are gone: the reader compares UID maps instead.</param>
public sealed record MailboxChanges(IReadOnlyList<FlagRow> Changed, IReadOnlyList<Uid> Vanished, ModSeq UpTo, bool Complete);
