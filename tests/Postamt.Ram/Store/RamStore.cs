using System.Security.Cryptography;
using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Quotas;
using Postamt.Store.Results;
using Postamt.Store.Spooling;

namespace Postamt.Ram.Store;

/// <summary>Mailboxes, messages, contents and quota of all accounts, in memory.</summary>
public sealed class RamStore : IQuotas, IBlobs
{
    private readonly Dictionary<AccountId, RamAccount> _accounts = [];
    private readonly Dictionary<long, (CompanyId Company, byte[] Content)> _blobs = [];
    private readonly Dictionary<(CompanyId, ContentHash), long> _byHash = [];
    private readonly Dictionary<long, DateTimeOffset> _unusedSince = [];
    private long _lastBlob;

    public RamStore(Lock gate, TimeProvider time, RandomNumberGenerator random, IChangeBus changes)
    {
        Gate = gate;
        Time = time;
        Random = random;
        Changes = changes;
        Mailboxes = new RamMailboxes(this);
        Messages = new RamMessages(this);
        Upkeep = new RamUpkeep(this);
    }

    public IMailboxes Mailboxes { get; }

    public IMessages Messages { get; }

    public RamUpkeep Upkeep { get; }

    public ISpool Spool { get; } = new RamSpool();

    public IChangeBus Changes { get; }

    internal Lock Gate { get; }

    internal TimeProvider Time { get; }

    internal RandomNumberGenerator Random { get; }

    /// <summary>An account's clock and first mailboxes, subscribed.</summary>
    public void CreateDefault(AccountId account, CompanyId company, string locale = "en", long quotaOctets = 0)
    {
        lock (Gate)
        {
            var made = new RamAccount(account, company, (uint)Time.GetUtcNow().ToUnixTimeSeconds()) { QuotaOctets = quotaOctets };
            _accounts.Add(account, made);
            var modSeq = new ModSeq(++made.ModSeq);
            foreach (var (role, name) in RoleNames.For(locale))
            {
                if (!MailboxName.TryParse(name, out var parsed)) throw new InvalidOperationException("a role name is no mailbox name");
                made.Make(parsed, role, modSeq, Time.GetUtcNow());
                made.Subscriptions.Add(name);
            }
        }
    }

    public void Remove(AccountId account)
    {
        lock (Gate) _accounts.Remove(account);
    }

    public void SetQuota(AccountId account, long quotaOctets)
    {
        lock (Gate) _accounts[account].QuotaOctets = quotaOctets;
    }

    /// <summary>Stores a content once a company.</summary>
    public BlobRef Put(CompanyId company, ReadOnlyMemory<byte> content)
    {
        lock (Gate)
        {
            var key = (company, ContentHash.FromBytes(SHA256.HashData(content.Span)));
            if (!_byHash.TryGetValue(key, out var id))
            {
                id = ++_lastBlob;
                _blobs[id] = (company, content.ToArray());
                _byHash[key] = id;
            }
            return new BlobRef(company, id, content.Length);
        }
    }

    /// <summary>The same content for another company.</summary>
    public BlobRef Copy(BlobRef blob, CompanyId company)
    {
        lock (Gate) return Put(company, _blobs[blob.Id].Content);
    }

    /// <summary>Files a mail into an account once; the mailbox of the role, or INBOX. NotFound when the account has no mailboxes.</summary>
    public StoreResult<(bool AlreadyFiled, Uid Uid, string Mailbox)> File(
        AccountId account, AcceptId accept, MailboxRole role, BlobRef blob, ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> structure,
        string? messageId, IReadOnlyList<string> references, MessageFlags flags, DateTimeOffset internalDate)
    {
        lock (Gate)
        {
            if (!_accounts.TryGetValue(account, out var owner)) return StoreError.NotFound;
            if (owner.Filed.TryGetValue(accept.Value, out var filed)) return (true, filed.Uid, filed.Mailbox);
            var mailbox = owner.Mailboxes.Find(known => known.Selectable && role != MailboxRole.None && known.Role == role) ?? owner.Find("INBOX");
            if (mailbox is null) return StoreError.NotFound;
            var modSeq = new ModSeq(++owner.ModSeq);
            var message = Insert(owner, blob, prefix, structure, messageId, references, internalDate);
            var uid = mailbox.Place(message, owner.Spell(flags), modSeq, Time.GetUtcNow());
            owner.Filed[accept.Value] = (mailbox.Name.Value, uid, Time.GetUtcNow());
            Changes.Publish(new AccountChange(account, modSeq.Value, mailbox.Id.Value));
            return (false, uid, mailbox.Name.Value);
        }
    }

    public ValueTask<StoreResult<QuotaUse>> ReadAsync(AccountId account, CancellationToken cancellationToken)
    {
        lock (Gate) return new(_accounts.TryGetValue(account, out var owner) ? Use(owner) : StoreResult<QuotaUse>.No(StoreError.NotFound));
    }

    public ValueTask<StoreResult<IBlobReader>> OpenAsync(BlobRef blob, CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            return new(_blobs.TryGetValue(blob.Id, out var stored) && stored.Company == blob.Company
                ? StoreResult<IBlobReader>.Ok(new RamBlobReader(stored.Content))
                : StoreError.NotFound);
        }
    }

    /// <summary>Contents of what waits in the queue.</summary>
    internal Func<IEnumerable<long>> Queued { get; set; } = () => [];

    internal IEnumerable<RamAccount> Accounts => _accounts.Values;

    /// <summary>Notes from when on nothing refers to a content.</summary>
    internal void NoteUnused()
    {
        var used = _accounts.Values.SelectMany(account => account.Messages.Values).Select(message => message.Blob.Id).Concat(Queued()).ToHashSet();
        foreach (var id in _blobs.Keys)
        {
            if (used.Contains(id)) _unusedSince.Remove(id);
            else _unusedSince.TryAdd(id, Time.GetUtcNow());
        }
    }

    internal int Sweep(DateTimeOffset before, int limit)
    {
        var gone = _unusedSince.Where(each => each.Value < before).Select(each => each.Key).Take(limit).ToHashSet();
        foreach (var key in _byHash.Where(each => gone.Contains(each.Value)).Select(each => each.Key).ToList()) _byHash.Remove(key);
        foreach (var id in gone)
        {
            _blobs.Remove(id);
            _unusedSince.Remove(id);
        }
        return gone.Count;
    }

    internal RamAccount? Find(AccountId account) => _accounts.GetValueOrDefault(account);

    internal static QuotaUse Use(RamAccount account)
    {
        var placed = account.Messages.Values.Where(message => message.Placements > 0).ToList();
        return new QuotaUse(placed.Sum(message => message.Size), placed.Count, account.QuotaOctets);
    }

    internal static RamMessage Insert(
        RamAccount account, BlobRef blob, ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> structure, string? messageId, IReadOnlyList<string> references, DateTimeOffset internalDate)
    {
        var id = account.NextId++;
        var message = new RamMessage(id, account.Thread(id, messageId, references), blob, prefix.Length + blob.Length, internalDate, prefix.ToArray(), structure.ToArray());
        account.Messages.Add(id, message);
        return message;
    }
}
