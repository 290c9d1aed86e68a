using System.Collections.Immutable;

namespace Postamt.Directory.Changes;

/// <summary>The news of directory changes inside one process.</summary>
public sealed class LocalDirectoryChanges : IDirectoryChanges
{
    private ImmutableArray<Action<DirectoryChanged>> _listeners = [];

    public void Publish(DirectoryChanged change)
    {
        foreach (var listener in _listeners) listener(change);
    }

    public IDisposable Subscribe(Action<DirectoryChanged> listener)
    {
        ImmutableInterlocked.Update(ref _listeners, current => current.Add(listener));
        return new Subscription(() => ImmutableInterlocked.Update(ref _listeners, current => current.Remove(listener)));
    }

    private sealed class Subscription(Action remove) : IDisposable
    {
        private Action? _remove = remove;

        public void Dispose() => Interlocked.Exchange(ref _remove, null)?.Invoke();
    }
}
