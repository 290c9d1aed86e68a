using Microsoft.Extensions.Logging;

namespace Postamt.Operations.Canary;

/// <summary>Which canary mails are out, and which have come back. A mail that is seen again under another UID has been delivered twice.</summary>
internal sealed class CanaryBook(OperationsMetrics metrics, TimeProvider time, ILogger logger)
{
    /// <summary>A mail that is not back after it is lost.</summary>
    internal static readonly TimeSpan Lost = TimeSpan.FromMinutes(10);

    /// <summary>When each was sent, by its mark.</summary>
    private readonly Dictionary<string, long> _out = [];

    /// <summary>The UID under which it came back, and when.</summary>
    private readonly Dictionary<string, (long Uid, long At)> _back = [];

    internal bool IsOut(string mark) => _out.ContainsKey(mark);

    internal void Sent(string node, string mark, long began)
    {
        _out[mark] = began;
        metrics.CanarySent(node);
    }

    /// <param name="node">Whose door they were read through.</param>
    internal void Found(string node, IReadOnlyList<ProbeMail> mails)
    {
        foreach (var (uid, mark) in mails)
        {
            if (_out.Remove(mark, out var began))
            {
                _back[mark] = (uid, time.GetTimestamp());
                metrics.CanaryBack(node, time.GetElapsedTime(began));
            }
            else if (_back.TryGetValue(mark, out var before) && before.Uid != uid)
            {
                // Only once for this copy, too, should it not be taken away at once.
                _back[mark] = (uid, before.At);
                metrics.CanaryTwice(node);
                Log.CanaryTwice(logger, mark);
            }
        }
    }

    internal void GiveUp()
    {
        foreach (var (mark, _) in _out.Where(each => time.GetElapsedTime(each.Value) >= Lost).ToList())
        {
            _out.Remove(mark);
            metrics.CanaryLost();
            Log.CanaryLost(logger, mark, (int)Lost.TotalMinutes);
        }
        foreach (var (mark, _) in _back.Where(each => time.GetElapsedTime(each.Value.At) >= Lost).ToList()) _back.Remove(mark);
    }
}
