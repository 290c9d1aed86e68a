namespace Postamt.Sql.Writing;

/// <summary>
/// Whether the engine still knows what is on the disk. After a failed forced write it does not: a second try can answer success for
/// data the kernel has dropped, so nothing is acknowledged any more and the process is to exit; the next start recovers from the WAL.
/// </summary>
internal sealed class EngineHealth
{
    private readonly TaskCompletionSource<string> _unsafe = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsUnsafe => _unsafe.Task.IsCompleted;

    /// <summary>Completes with the reason when the engine turns unsafe.</summary>
    public Task<string> WhenUnsafe => _unsafe.Task;

    public bool TurnUnsafe(string reason) => _unsafe.TrySetResult(reason);
}
