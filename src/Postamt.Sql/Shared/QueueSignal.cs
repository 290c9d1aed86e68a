namespace Postamt.Sql.Shared;

/// <summary>Tells the runner, after a commit, that something due is in the queue.</summary>
internal sealed class QueueSignal
{
    public event Action? Enqueued;

    public void Raise() => Enqueued?.Invoke();
}
