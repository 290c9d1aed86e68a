using Postamt.Store.Mailboxes;

namespace Postamt.Store.Messages;

/// <summary>
/// The UIDs of a mailbox at one modseq, ascending; immutable, shared by all sessions of the mailbox. Sequence number n is
/// <c>Uids[n-1]</c>.
/// </summary>
public sealed class UidMap(MailboxId mailbox, ModSeq at, uint[] uids)
{
    private readonly uint[] _uids = uids;

    public MailboxId Mailbox { get; } = mailbox;

    public ModSeq At { get; } = at;

    public int Count => _uids.Length;

    public ReadOnlySpan<uint> Uids => _uids;

    public Uid this[int index] => new(_uids[index]);

    /// <summary>Index of the UID, or the complement of where it would stand.</summary>
    public int IndexOf(Uid uid) => Array.BinarySearch(_uids, uid.Value);
}
