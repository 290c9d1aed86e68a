using Microsoft.Extensions.Logging;
using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Directory.Changes;

namespace Postamt.Sql.Postgres.Broadcasting;

/// <summary>
/// The change bus of a node among others: a change committed here is told to this process at once and to the other nodes by a notification,
/// and theirs are told here. All of it are hints: what is lost on the way a reader finds out by asking, as it does every few seconds.
/// </summary>
/// <param name="here">The bus of this process.</param>
/// <param name="self">Tells this start of this node from every other.</param>
internal sealed class ChangeBroadcast(PostgresSource source, IChangeBus here, long self, TimeProvider time, ILogger logger) : IChangeBus, IDisposable
{
    private readonly ChangeSender _sender = new(source, self, logger);
    private readonly ChangeListener _listener = new(source, here, self, time, logger);

    public void Publish(AccountChange change)
    {
        here.Publish(change);
        _sender.Add(change);
    }

    public IDisposable Subscribe(AccountId account, Action<AccountChange> listener) => here.Subscribe(account, listener);

    public IDisposable SubscribeAll(Action<AccountChange> listener) => here.SubscribeAll(listener);

    /// <summary>Directory changes go the same way.</summary>
    public IDirectoryChanges Spread(IDirectoryChanges directory)
    {
        _listener.Tell(directory);
        return new DirectoryBroadcast(directory, _sender);
    }

    public void Dispose()
    {
        _sender.Dispose();
        _listener.Dispose();
    }
}
