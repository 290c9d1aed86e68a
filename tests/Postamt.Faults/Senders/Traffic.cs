using Postamt.Faults.Oracle;
using Postamt.Faults.Running;

namespace Postamt.Faults.Senders;

/// <summary>Several senders and readers at once, for as long as a drill lasts; the server may come and go under them.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private const int SenderCount = 6;
    private static readonly string[] Readers = ["user4@postamt.test", "user5@postamt.test"];
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _enough = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Task _work;
    private readonly Journal _journal;
    private volatile IDoors? _office;

    /// <param name="pace">Between two letters of one sender; null for as fast as they are answered.</param>
    public Traffic(Journal journal, TimeSpan? pace = null)
    {
        _journal = journal;
        _work = Task.WhenAll(
        [
            .. Enumerable.Range(0, SenderCount).Select(_ => new Sender(journal, () => _office?["smtp"], pace ?? TimeSpan.Zero).RunAsync(_enough.Token, _stop.Token)),
            .. Readers.Select(account => new Reader(journal, account, () => _office).RunAsync(_enough.Token, _stop.Token)),
        ]);
    }

    /// <summary>Where the server is now; null while there is none.</summary>
    public IDoors? Office
    {
        set
        {
            // The next one begins to work before it says that it is ready.
            if (value is null) _journal.Ended();
            _office = value;
        }
    }

    /// <summary>No new letters; those in hand get their 250.</summary>
    public async Task DrainAsync()
    {
        await _enough.CancelAsync();
        _stop.CancelAfter(DrainLimit);
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _stop.CancelAsync();
        // What a sender threw is told by DrainAsync; here only its end counts.
        await _work.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _enough.Dispose();
        _stop.Dispose();
    }
}
