using System.Collections.Concurrent;
using System.Security.Cryptography;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Oracle;

/// <summary>What the senders saw with their own eyes: each letter that was answered 250, and what else was answered.</summary>
internal sealed class Journal
{
    private readonly ConcurrentDictionary<(string Id, string Mailbox), (int Length, byte[] Hash)> _accepted = new();
    private readonly ConcurrentDictionary<int, int> _others = new();
    private int _cutShort;

    /// <summary>Per id and mailbox: length and SHA-256 of what was sent.</summary>
    public IReadOnlyDictionary<(string Id, string Mailbox), (int Length, byte[] Hash)> Deliveries => _accepted;

    /// <summary>How many transactions, up to now, were cut between the reply to MAIL and that to the final dot.</summary>
    public int CutShortCount => Volatile.Read(ref _cutShort);

    /// <summary>Final refusals among the replies; no fault of the server's own may give one.</summary>
    public int Refusals => _others.Where(reply => reply.Key >= 500).Sum(reply => reply.Value);

    public string Replies => string.Join(", ", _others.OrderBy(reply => reply.Key).Select(reply => $"{reply.Key}: {reply.Value}"));

    public void Accepted(Letter letter)
    {
        var hash = SHA256.HashData(letter.Content);
        foreach (var mailbox in letter.Mailboxes)
            _accepted[(letter.Id, mailbox)] = (letter.Content.Length, hash);
    }

    public void Answered(int code) => _others.AddOrUpdate(code, 1, static (_, count) => count + 1);

    public void CutShort() => Interlocked.Increment(ref _cutShort);
}
