using System.Collections.Concurrent;
using System.Security.Cryptography;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Oracle;

/// <summary>What senders and readers saw with their own eyes: each letter that was answered 250, each change that was answered OK, and what else was answered.</summary>
internal sealed class Journal
{
    private readonly ConcurrentDictionary<(string Id, string Mailbox), (int Length, byte[] Hash)> _accepted = new();
    private readonly ConcurrentDictionary<string, byte[]> _relayed = new();
    private readonly ConcurrentDictionary<(string Account, string Id), KeptMail> _kept = new();
    private readonly ConcurrentDictionary<string, byte> _inHand = new();
    private readonly ConcurrentDictionary<(string Step, int Code), int> _others = new();
    private readonly ConcurrentQueue<long> _ends = new();
    private int _cutShort;
    private int _mailsCutShort;
    private int _changes;
    private int _letters;
    private readonly ConcurrentDictionary<string, long> _acceptedAt = new();
    private readonly Lock _pausing = new();
    private long _lastAnswer;
    private TimeSpan _longestPause;

    /// <summary>Per id and mailbox: length and SHA-256 of what was sent.</summary>
    public IReadOnlyDictionary<(string Id, string Mailbox), (int Length, byte[] Hash)> Deliveries => _accepted;

    /// <summary>Per id of a letter that goes elsewhere: SHA-256 of what was sent.</summary>
    public IReadOnlyDictionary<string, byte[]> Relays => _relayed;

    /// <summary>What the readers made, as it stands after their last answered change.</summary>
    public IReadOnlyDictionary<(string Account, string Id), KeptMail> Kept => _kept;

    public int Letters => Volatile.Read(ref _letters);

    /// <summary>When each letter had its 250, by the system's clock.</summary>
    public IReadOnlyDictionary<string, long> AcceptedAt => _acceptedAt;

    /// <summary>Answered changes of mailboxes.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>How many transactions and commands, up to now, were cut before their reply.</summary>
    public int CutShortCount => Volatile.Read(ref _cutShort);

    /// <summary>Of them mails, between MAIL and the reply to the final dot.</summary>
    public int MailsCutShort => Volatile.Read(ref _mailsCutShort);

    /// <summary>Final refusals among the replies; no fault of the server's own may give one.</summary>
    public int Refusals => _others.Where(reply => reply.Key.Code >= 500).Sum(reply => reply.Value);

    /// <summary>Refusals for now.</summary>
    public int Deferrals => _others.Where(reply => reply.Key.Code is >= 400 and < 500).Sum(reply => reply.Value);

    /// <summary>What did not go through at once.</summary>
    public int Troubles => Deferrals + CutShortCount;

    public string Replies => string.Join(", ", _others.OrderBy(reply => reply.Key).Select(reply => $"{reply.Key.Step} {reply.Key.Code}: {reply.Value}"));

    /// <summary>A server process has ended; what comes after is the next one's.</summary>
    public void Ended() => _ends.Enqueue(TimeProvider.System.GetTimestamp());

    /// <summary>Number of the server process that ran at a time.</summary>
    public int RunAt(long timestamp) => _ends.Count(end => end <= timestamp);

    public void Took(string id) => _inHand[id] = 0;

    /// <summary>True while nobody knows yet what became of it.</summary>
    public bool IsInHand(string id) => _inHand.ContainsKey(id);

    public void Accepted(Letter letter)
    {
        var hash = SHA256.HashData(letter.Content);
        foreach (var mailbox in letter.Mailboxes)
        {
            if (mailbox == Office.ForwardMember) _relayed[letter.Id] = hash;
            else _accepted[(letter.Id, mailbox)] = (letter.Content.Length, hash);
        }

        Interlocked.Increment(ref _letters);
        Pause(_acceptedAt[letter.Id] = TimeProvider.System.GetTimestamp());
        _inHand.TryRemove(letter.Id, out _);
    }

    /// <summary>The longest time without a letter accepted, from now on.</summary>
    public void BeginPauses()
    {
        lock (_pausing) (_lastAnswer, _longestPause) = (TimeProvider.System.GetTimestamp(), TimeSpan.Zero);
    }

    /// <summary>Since <see cref="BeginPauses"/>.</summary>
    public TimeSpan LongestPause
    {
        get
        {
            Pause(TimeProvider.System.GetTimestamp());
            lock (_pausing) return _longestPause;
        }
    }

    private void Pause(long now)
    {
        lock (_pausing)
        {
            var pause = TimeProvider.System.GetElapsedTime(_lastAnswer, now);
            _lastAnswer = now;
            if (pause > _longestPause) _longestPause = pause;
        }
    }

    public void Changed(string account, string id, KeptMail now)
    {
        _kept[(account, id)] = now;
        Interlocked.Increment(ref _changes);
        _inHand.TryRemove(id, out _);
    }

    public int Count(string step, int code) => _others.GetValueOrDefault((step, code));

    public void Answered(string step, int code) => _others.AddOrUpdate((step, code), 1, static (_, count) => count + 1);

    public void CutShort() => Interlocked.Increment(ref _cutShort);

    /// <summary>A mail was cut between its MAIL and the reply to its final dot.</summary>
    public void MailCutShort()
    {
        Interlocked.Increment(ref _mailsCutShort);
        CutShort();
    }
}

/// <summary>A mail a reader put into its own mailboxes.</summary>
/// <param name="Box">The mailbox it is in; null once it was expunged.</param>
/// <param name="Flags">As FETCH gives them, in order.</param>
/// <param name="Copies">In the mailbox of copies.</param>
internal sealed record KeptMail(string? Box, string Flags, int Copies, int Length, byte[] Hash);
