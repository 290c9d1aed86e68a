using Postamt.Directory.Changes;

namespace Postamt.Sql.Postgres.Broadcasting;

/// <summary>Directory changes among nodes: what is changed here every node's caches forget.</summary>
internal sealed class DirectoryBroadcast(IDirectoryChanges here, ChangeSender sender) : IDirectoryChanges
{
    public void Publish(DirectoryChanged change)
    {
        here.Publish(change);
        sender.Add(change);
    }

    public IDisposable Subscribe(Action<DirectoryChanged> listener) => here.Subscribe(listener);
}
