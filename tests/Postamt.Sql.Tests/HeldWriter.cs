using Postamt.Sql.Writing;

namespace Postamt.Sql.Tests;

/// <summary>Keeps the writer busy with a batch of one request, so that what is asked meanwhile gathers and is taken together.</summary>
internal sealed class HeldWriter : IAsyncDisposable
{
    private readonly ManualResetEventSlim _gate = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _holding;

    private HeldWriter(IWriter writer) => _holding = writer.WriteAsync<int>(WriteKind.Change, _ =>
    {
        _held.TrySetResult();
        _gate.Wait();
        return 0;
    }).AsTask();

    /// <summary>From its return on the writer is in that request: another batch has not begun.</summary>
    public static async Task<HeldWriter> HoldAsync(IWriter writer)
    {
        var held = new HeldWriter(writer);
        await held._held.Task;
        return held;
    }

    public Task ReleaseAsync()
    {
        _gate.Set();
        return _holding;
    }

    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync();
        _gate.Dispose();
    }
}
