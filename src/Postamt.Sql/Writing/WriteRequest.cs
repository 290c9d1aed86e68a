using Postamt.Sql.Segments;
using Postamt.Store.Results;

namespace Postamt.Sql.Writing;

/// <summary>One request to the writer: bodies to append, then work in the batch's transaction under a savepoint of its own.</summary>
internal abstract class WriteRequest(WriteKind kind, IReadOnlyList<PendingBody> bodies, bool repeatable, Foreseen? foreseen)
{
    private Holding? _holding;

    public WriteKind Kind { get; } = kind;

    public IReadOnlyList<PendingBody> Bodies { get; } = bodies;

    /// <summary>The work finds out by itself that it was done before.</summary>
    public bool Repeatable { get; } = repeatable;

    /// <summary>What it is going to ask for; null for one that is not a delivery, and shares nothing with the requests beside it.</summary>
    public Foreseen? Foreseen { get; } = foreseen;

    /// <summary>What the writer has to append for it.</summary>
    public long OctetsToAppend { get; } = bodies.Where(body => body.IsToAppend).Sum(body => body.StoredLength);

    /// <summary>A timestamp of when it was made; 0 where nobody asks.</summary>
    public long MadeAt { get; init; }

    /// <summary>How it fares while another node has an account of its; hardly any request ever needs it.</summary>
    public Holding Holding => _holding ??= new Holding();

    /// <summary>True once an outcome is fixed that no later commit changes.</summary>
    public bool Settled { get; protected set; }

    /// <summary>Runs the work; false when its savepoint is to be undone. The outcome is kept until <see cref="Answer"/>.</summary>
    public abstract bool Run(WriteTransaction transaction);

    public abstract void Refuse(StoreError error, string detail);

    public abstract void Fault(Exception exception);

    /// <summary>Lets the caller go on, on another thread.</summary>
    public abstract void Answer();

    public static void RefuseAll(IEnumerable<WriteRequest> batch, StoreError error, string detail)
    {
        foreach (var request in batch) request.Refuse(error, detail);
    }
}

internal sealed class WriteRequest<T>(WriteKind kind, IReadOnlyList<PendingBody> bodies, Func<WriteTransaction, StoreResult<T>> work, bool repeatable, Foreseen? foreseen) : WriteRequest(kind, bodies, repeatable, foreseen)
{
    private readonly TaskCompletionSource<StoreResult<T>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StoreResult<T> _outcome = StoreResult<T>.No(StoreError.Unavailable, "not run");
    private Exception? _exception;

    public Task<StoreResult<T>> Answered => _answer.Task;

    public override bool Run(WriteTransaction transaction)
    {
        _outcome = work(transaction);
        return _outcome.Error is null && !transaction.IsUndone;
    }

    public override void Refuse(StoreError error, string detail)
    {
        _outcome = StoreResult<T>.No(error, detail);
        Settled = true;
    }

    public override void Fault(Exception exception)
    {
        _exception = exception;
        Settled = true;
    }

    public override void Answer()
    {
        if (_exception is null) _answer.TrySetResult(_outcome);
        else _answer.TrySetException(_exception);
    }
}
