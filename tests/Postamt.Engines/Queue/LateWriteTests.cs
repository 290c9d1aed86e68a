using Postamt.Engines.Engines;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Engines.Queue;

/// <summary>A database across the network may be away: what waited for it for too long is not done behind the back of whoever gave it up.</summary>
public sealed class LateWriteTests : EngineTest<PostgresqlEngine>
{
    [Theory]
    [InlineData(19, false, true)]
    [InlineData(21, false, false)]
    [InlineData(21, true, true)]
    public async Task What_waited_too_long_is_refused_and_not_done(int seconds, bool isRepeatable, bool isDone)
    {
        using var gate = new ManualResetEventSlim();
        var writer = Engine.Engine.Writer;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = writer.WriteAsync<int>(WriteKind.Change, _ =>
        {
            begun.SetResult();
            gate.Wait(Token);
            return 1;
        }).AsTask();
        await begun.Task;
        var ran = false;
        var second = writer.WriteAsync<int>(WriteKind.Change, [], _ =>
        {
            ran = true;
            return 2;
        }, isRepeatable).AsTask();
        Engine.Time.Advance(TimeSpan.FromSeconds(seconds));
        gate.Set();
        Assert.Equal(1, (await first).Value);
        Assert.Equal(isDone ? null : StoreError.Unavailable, (await second).Error);
        Assert.Equal(isDone, ran);
    }
}
