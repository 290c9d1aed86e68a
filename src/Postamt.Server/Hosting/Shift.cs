using System.Net;
using Postamt.Net;
using Postamt.Queue.Running;

namespace Postamt.Server.Hosting;

/// <summary>One stretch of work, from the opening of the listeners until nothing is under way any more.</summary>
internal sealed class Shift : IAsyncDisposable
{
    /// <summary>What a delivery under way may still take before it is broken off and tried again later.</summary>
    private static readonly TimeSpan DeliveryPatience = TimeSpan.FromSeconds(20);

    private readonly PostamtListeners _listeners;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly Task _work;

    private Shift(PostamtListeners listeners, QueueRunner? runner, IReadOnlyDictionary<string, IPEndPoint> endPoints)
    {
        _listeners = listeners;
        EndPoints = endPoints;
        _work = runner?.RunAsync(_stop.Token, _abort.Token) ?? Task.CompletedTask;
    }

    /// <summary>Where each listener really is.</summary>
    internal IReadOnlyDictionary<string, IPEndPoint> EndPoints { get; }

    /// <param name="runner">Null: others deliver.</param>
    /// <exception cref="ListenerException">A port cannot be opened; none is then.</exception>
    internal static async ValueTask<Shift> StartAsync(PostamtListeners listeners, IReadOnlyList<ListenerOptions> wanted, QueueRunner? runner, CancellationToken cancellationToken)
    {
        try
        {
            await listeners.StartAsync(cancellationToken);
        }
        catch
        {
            await listeners.DisposeAsync();
            throw;
        }
        return new Shift(listeners, runner, wanted.ToDictionary(listener => listener.Name, listeners.EndPointOf));
    }

    /// <summary>No new sessions and deliveries; sessions end at their next safe point, deliveries under way come to their end, leases are given back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listeners.DisposeAsync();
        _abort.CancelAfter(DeliveryPatience);
        await _work;
        await _abort.CancelAsync();
        _stop.Dispose();
        _abort.Dispose();
    }
}
