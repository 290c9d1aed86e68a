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

    /// <summary>Heads of the ledger's strands as this transaction has them; read once a batch.</summary>
    public StrandHeads Heads { get; } = new();

    /// <summary>Modseqs this request has taken, one an account.</summary>
    public IDictionary<AccountId, long> ModSeqs => _modSeqs;

    /// <summary>The engine's contents.</summary>
    public IBlobRows Blobs => blobs;

    public int Execute(string sql, params ReadOnlySpan<SqlValue> values) => connection.Execute(sql, values);

    public void Post(string sql, params ReadOnlySpan<SqlValue> values) => connection.Post(sql, values);

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
        Heads.Clear();
    }

    /// <summary>Everything of the batch is undone.</summary>
    internal void DropBatch()
    {
        foreach (var action in _undone) action();
        BeginBatch(Now);
    }

    internal void BeginRequest()
    {
        IsUndone = false;
        _modSeqs.Clear();
        Heads.BeginRequest();
        _changesMark = _changes.Count;
        _committedMark = _committed.Count;
        _undoneMark = _undone.Count;
    }

    internal void DropRequest()
    {
        Heads.DropRequest();
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
