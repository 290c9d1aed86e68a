using Postamt.Sql.Rows;
using Postamt.Sql.Segments;
using Postamt.Store.Results;

namespace Postamt.Sql.Writing;

/// <summary>Runs changes, many in one transaction of the database, and answers when they are durable.</summary>
internal interface IWriter
{
    /// <summary>
    /// Not cancellable. Unavailable when the engine cannot write, NoSpace when the disk is full; otherwise what the work answers; an
    /// exception of the work comes back to the caller, its changes undone. The work runs on the writer's thread, must be short, and may
    /// run again from its beginning when its transaction failed.
    /// </summary>
    /// <param name="repeatable">
    /// The work finds out by itself that it was done before: after a commit of unknown outcome it is run again instead of refused.
    /// </param>
    /// <param name="foreseen">What a delivery is going to ask for; such work changes accounts and ledger by <see cref="KnownRows"/> only.</param>
    ValueTask<StoreResult<T>> WriteAsync<T>(
        WriteKind kind, IReadOnlyList<PendingBody> bodies, Func<WriteTransaction, StoreResult<T>> work, bool repeatable = false, Foreseen? foreseen = null);

    /// <summary>The same without bodies.</summary>
    ValueTask<StoreResult<T>> WriteAsync<T>(WriteKind kind, Func<WriteTransaction, StoreResult<T>> work) => WriteAsync(kind, [], work);

    /// <summary>The same for work written with tasks; it must await nothing but what completes at once.</summary>
    ValueTask<StoreResult<T>> WriteAsync<T>(WriteKind kind, Func<WriteTransaction, ValueTask<StoreResult<T>>> work) =>
        WriteAsync(kind, [], transaction => Completed.Value(work(transaction)));
}
