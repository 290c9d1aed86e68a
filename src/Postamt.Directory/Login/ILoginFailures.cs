namespace Postamt.Directory.Login;

/// <summary>Failed sign-ins of all nodes, so that guessing is slowed down wherever it goes on. Each node adds its own and hears the others'.</summary>
public interface ILoginFailures
{
    /// <param name="epoch">Of the node that asks; its own are not given back.</param>
    /// <param name="added">Failures here since the last time, by key.</param>
    /// <param name="since">Of others only what has grown since then, by their clocks.</param>
    /// <returns>Totals of each other node's start, by key; none after <see cref="LoginThrottleOptions.Forget"/>.</returns>
    /// <exception cref="IOException">The database cannot be reached; nothing was added.</exception>
    ValueTask<IReadOnlyList<NodeFailures>> ExchangeAsync(long epoch, IReadOnlyDictionary<string, int> added, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Forgets what has not grown since then; how many rows that were.</summary>
    /// <exception cref="IOException">The database cannot be reached.</exception>
    ValueTask<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>What one start of a node has counted.</summary>
/// <param name="Key">Of a network, a neighbourhood or a name.</param>
public sealed record NodeFailures(long Epoch, string Key, int Failures);
