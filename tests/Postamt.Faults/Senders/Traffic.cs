using System.Net;
using Postamt.Faults.Oracle;

namespace Postamt.Faults.Senders;

/// <summary>Several senders at once, for as long as a drill lasts; the server may come and go under them.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private const int SenderCount = 6;
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _enough = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Task _senders;
    private volatile IPEndPoint? _server;

    public Traffic(Journal journal) =>
        _senders = Task.WhenAll(Enumerable.Range(0, SenderCount).Select(_ => new Sender(journal, () => _server).RunAsync(_enough.Token, _stop.Token)));

    /// <summary>Where the server is now; null while there is none.</summary>
    public IPEndPoint? Server
    {
        set => _server = value;
    }

    /// <summary>No new letters; those in hand get their 250.</summary>
    public async Task DrainAsync()
    {
        await _enough.CancelAsync();
        _stop.CancelAfter(DrainLimit);
        await _senders;
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _stop.CancelAsync();
        // What a sender threw is told by DrainAsync; here only its end counts.
        await _senders.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _enough.Dispose();
        _stop.Dispose();
    }
}
