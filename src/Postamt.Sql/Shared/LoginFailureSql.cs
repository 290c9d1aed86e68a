using Postamt.Directory.Login;
using Postamt.Sql.Rows;
using Postamt.Sql.Writing;
using Postamt.Store.Results;

namespace Postamt.Sql.Shared;

/// <summary>One row for each key that a start of a node has counted.</summary>
internal sealed class LoginFailureSql(IWriter writer, IReaders readers) : ILoginFailures
{
    private const string AddText = """
        INSERT INTO login_failure (epoch, name, failures, last_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (epoch, name) DO UPDATE SET failures = login_failure.failures + excluded.failures, last_at = excluded.last_at
        """;

    private const string OthersText = "SELECT epoch, name, failures FROM login_failure WHERE last_at >= $1 AND epoch <> $2";

    private const string ForgetText = "DELETE FROM login_failure WHERE last_at < $1";

    public async ValueTask<IReadOnlyList<NodeFailures>> ExchangeAsync(long epoch, IReadOnlyDictionary<string, int> added, DateTimeOffset since, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (added.Count > 0)
        {
            DatabaseUnavailableException.Unless(await writer.WriteAsync(WriteKind.Change, tx =>
            {
                // In one order on all nodes: none waits for another that waits for it.
                foreach (var (key, failures) in added.OrderBy(each => each.Key, StringComparer.Ordinal)) tx.Post(AddText, epoch, key, failures, tx.Now);
                return StoreResult<bool>.Ok(true);
            }));
        }
        return DatabaseUnavailableException.Unless(await readers.ReadAsync(
            sql => StoreResult<IReadOnlyList<NodeFailures>>.Ok(sql.Query(OthersText, static row => new NodeFailures(row.Long(0), row.Text(1), row.Int(2)), since, epoch)), cancellationToken));
    }

    public async ValueTask<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return DatabaseUnavailableException.Unless(await writer.WriteAsync(WriteKind.Change, tx => StoreResult<int>.Ok(tx.Execute(ForgetText, before))));
    }
}
