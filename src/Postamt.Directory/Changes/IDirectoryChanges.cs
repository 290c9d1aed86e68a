namespace Postamt.Directory.Changes;

/// <summary>Tells caches after a commit what to forget. A cache also forgets by age: other nodes' changes may come late or not at all.</summary>
public interface IDirectoryChanges
{
    /// <summary>Returns when every listener has forgotten, so that whoever made the change sees it.</summary>
    void Publish(DirectoryChanged change);

    /// <summary>The listener must return at once and not throw.</summary>
    IDisposable Subscribe(Action<DirectoryChanged> listener);
}
