using Postamt.Directory.Operations;
using Postamt.Mail.Outcomes;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>The directory in SQL: operations run on the writer's thread, questions on a reader.</summary>
internal sealed class DirectorySql(IWriter writer, IReaders readers) : IDirectoryStore
{
    public async ValueTask<Lookup<OperationResult<T>>> WriteAsync<T>(Func<IDirectoryTransaction, ValueTask<OperationResult<T>>> work)
    {
        var result = await writer.WriteAsync(WriteKind.Change, async transaction =>
        {
            var outcome = await work(new DirectoryWrites(transaction));
            if (outcome is not OperationResult<T>.Done) transaction.Undo();
            return StoreResult<OperationResult<T>>.Ok(outcome);
        });
        return Answer(result);
    }

    public async ValueTask<Lookup<T>> ReadAsync<T>(Func<IDirectoryReader, ValueTask<T>> work, CancellationToken cancellationToken) =>
        Answer(await readers.ReadAsync(sql => work(new DirectoryReads(sql)), cancellationToken));

    private static Lookup<T> Answer<T>(StoreResult<T> result) =>
        result.Error is { } error ? new Lookup<T>.Unavailable($"{error}: {result.Detail}") : new Lookup<T>.Found(result.Value);
}
