using Postamt.Store.Results;

namespace Postamt.Sql.Rows;

/// <summary>Reads outside a write. Each sees one moment of the database.</summary>
internal interface IReaders
{
    /// <summary>Unavailable when the database cannot be read; what the work throws of itself goes through.</summary>
    ValueTask<StoreResult<T>> ReadAsync<T>(Func<ISqlReader, StoreResult<T>> work, CancellationToken cancellationToken);

    /// <summary>The same for work written with tasks; it must await nothing but what completes at once.</summary>
    ValueTask<StoreResult<T>> ReadAsync<T>(Func<ISqlReader, ValueTask<T>> work, CancellationToken cancellationToken) =>
        ReadAsync(reader => StoreResult<T>.Ok(Completed.Value(work(reader))), cancellationToken);
}
