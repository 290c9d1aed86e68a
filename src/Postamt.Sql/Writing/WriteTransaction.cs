using Postamt.Cluster.Changes;
using Postamt.Cluster.Identity;
using Postamt.Sql.Rows;

namespace Postamt.Sql.Writing;

/// <summary>
/// What a request's work sees of the batch's transaction. All times of a batch are the same. Changes and callbacks are kept until
/// the commit and dropped when the request is undone.
/// </summary>
internal sealed class WriteTransaction(ISqlConnection connection, IBlobRows blobs) : ISqlConnection
{
    private readonly List<AccountChange> _changes = [];
    private readonly List<Action> _committed = [];
    private readonly List<Action> _undone = [];
    private readonly Dictionary<AccountId, long> _modSeqs = [];
    private int _changesMark;
    private int _committedMark;
    private int _undoneMark;

    public DateTimeOffset Now { get; private set; }

    /// <summary>The request asked to be undone although it has a value to answer.</summary>
    public bool IsUndone { get; private set; }

    /// <summary>What this transaction has read and moved already.</summary>
    public KnownRows Known { get; } = new();

    /// <summary>What it has moved in the queue.</summary>
    public MovedDestinations Destinations { get; } = new();

    /// <summary>References to contents this request has taken ahead.</summary>
    public ReferenceCredit Credit { get; } = new();

    /// <summary>Modseqs this request has taken, one an account.</summary>
    public IDictionary<AccountId, long> ModSeqs => _modSeqs;

    /// <summary>The engine's contents.</summary>
    public IBlobRows Blobs => blobs;

    public int Execute(string sql, params ReadOnlySpan<SqlValue> values) => connection.Execute(sql, values);

    public void Post(string sql, params ReadOnlySpan<SqlValue> values) => connection.Post(sql, values);

    public void PostRow(string sql, params ReadOnlySpan<SqlValue> values) => connection.PostRow(sql, values);

    public List<T> Query<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<SqlValue> values) => connection.Query(sql, map, values);

    public T? QueryFirst<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<SqlValue> values) => connection.QueryFirst(sql, map, values);

    public long? QueryLong(string sql, params ReadOnlySpan<SqlValue> values) => connection.QueryLong(sql, values);

    /// <summary>Undoes everything the request wrote; its value is answered all the same.</summary>
    public void Undo() => IsUndone = true;

    /// <summary>Tells the change bus after the commit.</summary>
    public void Publish(AccountChange change) => _changes.Add(change);

    /// <summary>Runs after the commit, before the answer, on the writer's thread: it must return at once and not throw.</summary>
    public void OnCommitted(Action action) => _committed.Add(action);

    /// <summary>Runs when what the request wrote is undone: gives back what the work has taken from memory. Must not throw.</summary>
    public void OnUndone(Action action) => _undone.Add(action);

    internal void BeginBatch(DateTimeOffset now)
    {
        Now = now;
        _changes.Clear();
        _committed.Clear();
        _undone.Clear();
        Known.Clear();
        Credit.Clear();
        Destinations.Clear();
    }

    /// <summary>Everything is written that the batch has moved.</summary>
    internal void EndBatch()
    {
        Known.Keep(this);
        Destinations.Settle(this);
    }

    /// <summary>Everything of the batch is undone.</summary>
    internal void DropBatch()
    {
        foreach (var action in _undone) action();
        BeginBatch(Now);
    }

    /// <param name="shares">It goes on with what the requests before it know and have moved.</param>
    internal void BeginRequest(bool shares)
    {
        if (!shares) Forget();
        IsUndone = false;
        _modSeqs.Clear();
        _changesMark = _changes.Count;
        _committedMark = _committed.Count;
        _undoneMark = _undone.Count;
    }

    internal void EndRequest(bool shares)
    {
        Credit.Settle(this);
        if (!shares) Forget();
    }

    internal void DropRequest()
    {
        Known.Clear();
        Credit.Clear();
        _changes.RemoveRange(_changesMark, _changes.Count - _changesMark);
        _committed.RemoveRange(_committedMark, _committed.Count - _committedMark);
        foreach (var action in _undone[_undoneMark..]) action();
        _undone.RemoveRange(_undoneMark, _undone.Count - _undoneMark);
    }

    /// <summary>Calls the callbacks, then the bus; a failing listener is given to <paramref name="failed"/> and the others go on.</summary>
    internal void Announce(IChangeBus bus, Action<Exception> failed)
    {
        foreach (var action in _committed) Guard(action, failed);
        foreach (var change in _changes) Guard(() => bus.Publish(change), failed);
        // What is committed is not undone any more, whatever the next batch comes to.
        BeginBatch(Now);
    }

    private void Forget()
    {
        Known.Keep(this);
        Known.Clear();
    }

    private static void Guard(Action action, Action<Exception> failed)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            failed(e);
        }
    }
}
