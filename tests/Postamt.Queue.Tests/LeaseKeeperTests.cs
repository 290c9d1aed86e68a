using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Postamt.Cluster.Nodes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;
using Postamt.Queue.Running;
using Postamt.Store.Results;
using Xunit;

namespace Postamt.Queue.Tests;

/// <summary>A process that others have found dead goes on under a new epoch, and sends nothing under the old one.</summary>
public sealed class LeaseKeeperTests : IDisposable
{
    private static readonly NodeEpoch First = new(1, "a");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 31, 8, 0, 0, TimeSpan.Zero));
    private readonly Registry _nodes = new();
    private readonly DeadlyQueue _queue = new();
    private readonly List<bool> _renewed = [];
    private readonly CurrentEpoch _current;
    private readonly LeaseKeeper _keeper;

    public LeaseKeeperTests()
    {
        _current = new CurrentEpoch(_nodes, "1.0", First);
        var limits = new QueueLimits();
        _keeper = new LeaseKeeper(_queue, _current, limits, _time, NullLogger.Instance);
        _keeper.Renewed += _renewed.Add;
    }

    public void Dispose() => _current.Dispose();

    [Fact]
    public async Task A_dead_epoch_is_replaced_at_the_next_renewal_and_its_mail_not_sent()
    {
        using var end = new CancellationTokenSource();
        var running = _keeper.RunAsync(end.Token);
        Assert.True(await _keeper.Clock.IsFreshAsync(First, CancellationToken.None));
        _queue.Dead.Add(First);
        _time.Advance(new QueueLimits().RenewEvery);
        Assert.Equal(new NodeEpoch(2, "a"), _current.Value);
        Assert.False(await _keeper.Clock.IsFreshAsync(First, CancellationToken.None));
        Assert.True(await _keeper.Clock.IsFreshAsync(_current.Value, CancellationToken.None));
        Assert.Equal([true, true], _renewed);
        await end.CancelAsync();
        await running;
    }

    [Fact]
    public async Task While_the_database_is_away_it_is_not_ready_and_keeps_its_epoch()
    {
        using var end = new CancellationTokenSource();
        _queue.Dead.Add(First);
        _nodes.IsAway = true;
        var running = _keeper.RunAsync(end.Token);
        Assert.Equal([false], _renewed);
        Assert.Equal(First, _current.Value);
        _nodes.IsAway = false;
        _time.Advance(new QueueLimits().RenewEvery);
        Assert.Equal([false, true], _renewed);
        Assert.Equal(2, _current.Value.Epoch);
        await end.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Two_that_find_it_dead_at_once_register_once()
    {
        await Task.WhenAll(_keeper.ReviveAsync(First, CancellationToken.None).AsTask(), _keeper.ReviveAsync(First, CancellationToken.None).AsTask());
        Assert.Equal(2, _current.Value.Epoch);
    }

    private sealed class Registry : INodes
    {
        private long _last = 1;

        public bool IsAway { get; set; }

        public ValueTask<NodeEpoch> RegisterAsync(string name, string version, CancellationToken cancellationToken) =>
            IsAway ? throw new IOException("away") : new(new NodeEpoch(++_last, name));
    }

    /// <summary>Knows which epochs are dead, and nothing else.</summary>
    private sealed class DeadlyQueue : IQueue
    {
        public HashSet<NodeEpoch> Dead { get; } = [];

        public event Action? Enqueued
        {
            add { }
            remove { }
        }

        public ValueTask<StoreResult<Unit>> RenewAsync(NodeEpoch epoch, CancellationToken cancellationToken) => new(Dead.Contains(epoch) ? StoreError.Gone : default(Unit));

        public ValueTask<StoreResult<IReadOnlyList<LeasedMessage>>> LeaseAsync(NodeEpoch epoch, int limit, IReadOnlySet<Destination> busy, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<StoreResult<bool>> BeginDotAsync(NodeEpoch epoch, LeasedMessage message, IReadOnlyList<QueueRecipientId> taken, string host, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<StoreResult<IReadOnlyList<WaitingRecipient>>> WaitingAsync(LeasedMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<StoreResult<Unit>> CompleteAsync(NodeEpoch epoch, LeasedMessage message, IReadOnlyList<RecipientOutcome> outcomes, IReadOnlyList<AcceptRequest> notices) => throw new NotSupportedException();

        public ValueTask<StoreResult<Unit>> ReleaseAsync(NodeEpoch epoch, LeasedMessage message) => throw new NotSupportedException();

        public ValueTask<StoreResult<DateTimeOffset?>> NextDueAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
