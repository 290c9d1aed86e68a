using Postamt.Cluster.Nodes;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Ledger;
using Postamt.Store.Results;

namespace Postamt.Ram.Queue;

public sealed class RamLedger : ILedger
{
    private readonly RamMail _mail;
    private readonly List<LedgerRecord> _records = [];
    private readonly SortedDictionary<long, StrandHead> _heads = [];
    private readonly List<(LedgerSeal Seal, List<SealHead> Heads)> _seals = [];

    internal RamLedger(RamMail mail) => _mail = mail;

    public ValueTask<StoreResult<LedgerSeal?>> SealAsync(NodeEpoch epoch, CancellationToken cancellationToken)
    {
        lock (_mail.Gate)
        {
            var heads = _heads.Values.Select(head => new SealHead(head.Strand, head.Seq, head.Hash)).ToList();
            var last = _seals.Count == 0 ? null : _seals[^1].Seal;
            if (heads.Sum(head => head.Seq) == (_seals.Count == 0 ? 0 : _seals[^1].Heads.Sum(head => head.Seq))) return new(StoreResult<LedgerSeal?>.Ok(null));
            var seal = Seals.Make(last, _mail.Now, heads, Balance());
            _seals.Add((seal, heads));
            return new(StoreResult<LedgerSeal?>.Ok(seal));
        }
    }

    /// <summary>Memory has no outside.</summary>
    public ValueTask<StoreResult<long>> CopySealsAsync(CancellationToken cancellationToken) => new(0L);

    public ValueTask<StoreResult<LedgerProof>> VerifyAsync(bool all, CancellationToken cancellationToken)
    {
        lock (_mail.Gate)
        {
            var violations = new Violations();
            long rows = 0;
            foreach (var head in _heads.Values)
            {
                var from = all || _seals.Count == 0 ? default : _seals[^1].Heads.FirstOrDefault(sealedHead => sealedHead.Strand == head.Strand);
                var chain = new ChainCheck(from.Strand == 0 ? new SealHead(head.Strand, 0, new byte[LedgerHash.Length]) : from, violations);
                foreach (var record in _records.Where(record => record.Row.Strand == head.Strand && record.Row.Seq > from.Seq))
                {
                    chain.Take(record);
                    rows++;
                    Check(record.Row.Entry, violations);
                }
                chain.End(new SealHead(head.Strand, head.Seq, head.Hash));
            }
            var balance = Balance();
            return new(new LedgerProof(rows, all ? _seals.Count : Math.Min(1, _seals.Count), balance, violations.Sentences));
        }
    }

    internal bool HasReached(AcceptId accept, EmailAddress address) =>
        _records.Exists(record => record.Row.Event == LedgerEvent.Accepted && record.Row.AcceptId == accept && record.Row.Recipient is { } to && Key(to) == address.LookupKey);

    public ValueTask<StoreResult<IReadOnlyList<TraceStep>>> TraceAsync(TraceQuery query, CancellationToken cancellationToken)
    {
        lock (_mail.Gate)
        {
            var key = query.Address is null ? null : Key(query.Address);
            var mails = _records.Select(record => record.Row)
                .Where(row => (query.Company is null || row.Company == query.Company) && (query.Id is null || row.AcceptId == query.Id))
                .Where(row => key is null || Key(row.From!) == key || Key(row.Recipient!) == key)
                .Where(row => (query.Since is null || Begun(row.AcceptId) >= query.Since) && (query.Until is null || Begun(row.AcceptId) < query.Until))
                .Select(row => row.AcceptId).Distinct().OrderDescending().Take(query.Limit).ToList();
            return new(mails.SelectMany(id => Steps(id, query)).ToList());
        }
    }

    internal long Append(long strand, in LedgerDraft draft)
    {
        var salt = new byte[LedgerHash.SaltLength];
        _mail.Office.Random.GetBytes(salt);
        var (record, head) = (_heads.GetValueOrDefault(strand) ?? StrandHead.Empty(strand)).Append(draft, _mail.Now, salt);
        _records.Add(record);
        _heads[strand] = head;
        return record.Row.Entry;
    }

    internal long? EndedBy(long entry) => _records.Find(record => record.Row.Entry == entry && record.Row.Event.IsEnd())?.Row.Strand;

    private LedgerBalance Balance() => _heads.Values.Aggregate(LedgerCounts.None, (sum, head) => sum.Add(head.Counts)).ToBalance(_mail.Recipients.Count);

    private void Check(long entry, Violations violations)
    {
        var rows = _records.Select(record => record.Row).Where(row => row.Entry == entry).ToList();
        var children = _records.Count(record => record.Row.Parent == entry && record.Row.Event == LedgerEvent.Accepted);
        var parentEnd = rows[0].Parent == 0 ? null : _records.Find(record => record.Row.Entry == rows[0].Parent && record.Row.Event.IsEnd())?.Row.Event;
        EntryRules.Check(rows, _mail.Recipients.ContainsKey(entry), children, parentEnd, violations);
    }

    private List<TraceStep> Steps(AcceptId id, TraceQuery query)
    {
        var rows = _records.Select(record => record.Row).Where(row => row.AcceptId == id && (query.Company is null || row.Company == query.Company)).ToList();
        var entries = rows.Select(row => row.Entry).ToHashSet();
        return [.. rows.Select(row => new TraceStep(id, row.At, row.Event.ToString(), row.From!, row.Recipient!, TraceText.Of(row)))
            .Concat(_mail.Attempts.Where(attempt => entries.Contains(attempt.Entry) && attempt.Step.AcceptId == id).Select(attempt => attempt.Step))
            .OrderBy(step => step.At).ThenBy(step => step.Step switch { "Accepted" => 0, "Attempted" => 1, "Deferred" => 2, _ => 3 })];
    }

    private static string Key(string address) => EmailAddress.TryParse(address, out var parsed) ? parsed.LookupKey : address;

    private static DateTimeOffset Begun(AcceptId id) => DateTimeOffset.FromUnixTimeMilliseconds((long)(id.Value >> 80));
}
