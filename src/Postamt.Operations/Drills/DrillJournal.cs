using Postamt.Operations.Canary;

namespace Postamt.Operations.Drills;

/// <summary>What senders of a drill were answered, and what was read since. Safe for all threads.</summary>
internal sealed class DrillJournal(TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>When its first try was, of each mail answered 250.</summary>
    private readonly Dictionary<string, long> _accepted = [];

    /// <summary>UIDs under which each mark was seen. One whose sender got no answer may come, too.</summary>
    private readonly Dictionary<string, HashSet<long>> _seen = [];

    /// <summary>Sent once more after a try that got no answer: two of them are the sender's doing (RFC 5321 4.5.4.1, RFC 1047).</summary>
    private readonly HashSet<string> _unanswered = [];

    private readonly DrillFigures _figures = new();
    private long? _lastAccept;

    /// <summary>As far as it is known now.</summary>
    internal DrillFigures Figures
    {
        get
        {
            lock (_gate)
            {
                var pause = Since(_lastAccept);
                return _figures with { LongestPause = pause > _figures.LongestPause ? pause : _figures.LongestPause };
            }
        }
    }

    /// <summary>A mail is accepted and was not seen yet.</summary>
    internal bool IsWaiting
    {
        get
        {
            lock (_gate) return _accepted.Keys.Any(mark => !_seen.ContainsKey(mark));
        }
    }

    internal void Accepted(string mark, long began)
    {
        lock (_gate)
        {
            var pause = Since(_lastAccept);
            if (pause > _figures.LongestPause) _figures.LongestPause = pause;
            _lastAccept = time.GetTimestamp();
            _figures.Accepted++;
            _accepted[mark] = began;
            if (_seen.ContainsKey(mark)) Delay(mark);
        }
    }

    internal void PutOff(string mark, Exception fault)
    {
        lock (_gate)
        {
            if (fault is UnexpectedReplyException { IsForGood: true }) _figures.Refused++;
            else _figures.PutOff++;
            if (fault is not UnexpectedReplyException) _unanswered.Add(mark);
        }
    }

    internal void Unread()
    {
        lock (_gate) _figures.ReadsUnanswered++;
    }

    internal void Seen(IReadOnlyList<ProbeMail> mails)
    {
        lock (_gate)
        {
            foreach (var (uid, mark) in mails)
            {
                if (mark.Length == 0) continue;
                if (_seen.TryGetValue(mark, out var copies)) copies.Add(uid);
                else
                {
                    _seen[mark] = [uid];
                    if (_accepted.ContainsKey(mark)) Delay(mark);
                }
            }
        }
    }

    /// <summary>The last count.</summary>
    /// <param name="all">All that lies in the mailbox; null when nobody could look: then what was seen stands.</param>
    internal void Close(IReadOnlyList<ProbeMail>? all)
    {
        if (all is not null) Seen(all);
        lock (_gate)
        {
            // What was seen once and is gone again is lost, too.
            var there = all?.Select(mail => mail.Mark).ToHashSet() ?? [.. _seen.Keys];
            _figures.Lost = _accepted.Keys.Count(mark => !there.Contains(mark));
            _figures.Twice = _accepted.Keys.Count(mark => !_unanswered.Contains(mark) && _seen.TryGetValue(mark, out var copies) && copies.Count > 1);
            _lastAccept = null;
        }
    }

    private void Delay(string mark)
    {
        var delay = time.GetElapsedTime(_accepted[mark]);
        if (delay > DrillFigures.Delayed) _figures.Late++;
        if (delay > _figures.LongestDelay) _figures.LongestDelay = delay;
    }

    private TimeSpan Since(long? at) => at is { } then ? time.GetElapsedTime(then) : TimeSpan.Zero;
}
