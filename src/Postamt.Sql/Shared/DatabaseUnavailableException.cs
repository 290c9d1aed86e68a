using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>The database does not answer, where a contract has no value for that. Nothing permanent follows from it.</summary>
internal sealed class DatabaseUnavailableException(string message) : IOException(message)
{
    public static T Unless<T>(StoreResult<T> result) =>
        result.Error is { } error ? throw new DatabaseUnavailableException($"{error}: {result.Detail}") : result.Value;
}
