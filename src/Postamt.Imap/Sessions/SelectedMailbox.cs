// The session's own view of a mailbox (RFC 9051 2.3.1.2 and 7.5.1, RFC 2180 4).
// Invariants:
// - A message keeps its sequence number until its EXPUNGE is reported, and that happens only where a client may hear it.
// - The view is the shared UID map plus the few UIDs that are gone from it but not yet reported as gone.
using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Imap.Grammar;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Imap.Sessions;

internal sealed class SelectedMailbox : IDisposable
{
    private readonly IDisposable _subscription;
    private readonly Dictionary<uint, long> _told = [];
    private UidMap _map;
    private uint[] _gone = [];
    private int _dirty;
    private Action? _wake;

    public SelectedMailbox(AccountId account, MailboxInfo info, UidMap map, bool readOnly, IChangeBus changes)
    {
        (Id, Name, UidValidity, ReadOnly, _map, At) = (info.Id, info.Name, info.UidValidity, readOnly, map, info.HighestModSeq);
        Reported = map.Count;
        _subscription = changes.Subscribe(account, OnChange);
    }

    public MailboxId Id { get; }

    public MailboxName Name { get; }

    public UidValidity UidValidity { get; }

    public bool ReadOnly { get; }

    /// <summary>What happened up to here has been told.</summary>
    public ModSeq At { get; set; }

    /// <summary>When the store was last asked, as a timestamp of the session's clock.</summary>
    public long AskedAt { get; set; }

    /// <summary>The client's number of messages as last told.</summary>
    public int Reported { get; set; }

    public int Count => _map.Count + _gone.Length;

    public bool HasGone => _gone.Length > 0;

    public ReadOnlySpan<uint> Gone => _gone;

    public UidMap Map => _map;

    public uint LastUid => Count == 0 ? 0 : UidAt(Count);

    /// <summary>RFC 9051 6.4.4.1: what "$" stands for; UIDs found, as runs of successive numbers. None after SELECT.</summary>
    public IReadOnlyList<UidRange> Saved { get; set; } = [];

    /// <summary>Called on each change of the mailbox while set; on any thread.</summary>
    public void WakeBy(Action? wake) => _wake = wake;

    public bool TakeDirty() => Interlocked.Exchange(ref _dirty, 0) != 0;

    /// <summary>1 … Count; 0: the client does not know the message.</summary>
    public int NumberOf(uint uid)
    {
        var below = Array.BinarySearch(_gone, uid);
        if (below >= 0) return Rank(below);
        var index = _map.IndexOf(new Uid(uid));
        return index < 0 ? 0 : index + ~below + 1;
    }

    /// <summary>The same for a UID that most often is the one after a number's: rows come in the order of the mailbox.</summary>
    public int NumberAfter(int number, uint uid) => _gone.Length == 0 && number < _map.Count && _map[number].Value == uid ? number + 1 : NumberOf(uid);

    public uint UidAt(int number)
    {
        int low = 0, high = _gone.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var rank = Rank(middle);
            if (rank == number) return _gone[middle];
            if (rank < number) low = middle + 1;
            else high = middle;
        }
        return _map[number - 1 - low].Value;
    }

    /// <summary>UID ranges of a set; null when a sequence number is not in use (RFC 9051 9: an error).</summary>
    public IReadOnlyList<UidRange>? Resolve(SequenceSet set, bool uids)
    {
        // RFC 9051 6.4.4.1: "$" is UIDs or numbers, whichever are asked for; UIDs that are gone match nothing any more.
        if (set.IsSaved) return Saved;
        var ranges = set.Resolve(uids ? LastUid : (uint)Count);
        if (uids) return [.. ranges.Select(one => new UidRange(one.First, one.Last))];
        if (ranges.Count == 0 || ranges[^1].Last > Count) return null;
        return [.. ranges.Select(one => new UidRange(UidAt((int)one.First), UidAt((int)one.Last)))];
    }

    /// <summary>Messages the client knows in these ranges, those gone included.</summary>
    public int CountIn(IReadOnlyList<UidRange> ranges) => ranges.Sum(one => Below((ulong)one.Last + 1) - Below(one.First));

    /// <summary>The flags of this message at this modseq are known to the client or were not to be told (.SILENT).</summary>
    public void Told(Uid uid, ModSeq at) => _told[uid.Value] = at.Value;

    public bool WasTold(FlagRow row) => _told.TryGetValue(row.Uid.Value, out var at) && at >= row.ModSeq.Value;

    public void ForgetTold() => _told.Clear();

    /// <summary>Takes a newer map; what it lacks stays numbered until <see cref="ReportGone"/>.</summary>
    public void Take(UidMap newer)
    {
        if (ReferenceEquals(newer, _map)) return;
        var lost = new List<uint>();
        var fresh = newer.Uids;
        var at = 0;
        foreach (var uid in _map.Uids)
        {
            while (at < fresh.Length && fresh[at] < uid) at++;
            if (at >= fresh.Length || fresh[at] != uid) lost.Add(uid);
        }
        if (lost.Count > 0)
        {
            lost.AddRange(_gone);
            lost.Sort();
            _gone = [.. lost];
        }
        _map = newer;
    }

    /// <summary>Sequence numbers to report as expunged, in order of reporting: from the highest down, so that each holds when it is read.</summary>
    public IReadOnlyList<int> ReportGone()
    {
        var numbers = new List<int>(_gone.Length);
        for (var at = _gone.Length - 1; at >= 0; at--) numbers.Add(Rank(at));
        _gone = [];
        return numbers;
    }

    public void Dispose() => _subscription.Dispose();

    private int Rank(int gone) => ~_map.IndexOf(new Uid(_gone[gone])) + gone + 1;

    private int Below(ulong uid)
    {
        if (uid > uint.MaxValue) return Count;
        var index = _map.IndexOf(new Uid((uint)uid));
        var gone = Array.BinarySearch(_gone, (uint)uid);
        return (index < 0 ? ~index : index) + (gone < 0 ? ~gone : gone);
    }

    private void OnChange(AccountChange change)
    {
        if (change.Mailbox != 0 && change.Mailbox != Id.Value) return;
        Volatile.Write(ref _dirty, 1);
        _wake?.Invoke();
    }
}
