namespace Postamt.Engines.Plans;

/// <summary>Asks a database how it would answer a statement, as if its tables had grown.</summary>
internal interface IPlanner
{
    /// <summary>Opens the database for questions; to be disposed of before the engine is.</summary>
    Task<IPlans> OpenAsync(CancellationToken cancellationToken);
}

/// <summary>A database that is asked. Everything done to it is undone with the disposing.</summary>
internal interface IPlans : IAsyncDisposable
{
    /// <summary>What the statement reads whole or sorts, a line each; empty for one that finds its rows by an index.</summary>
    Task<IReadOnlyList<string>> FaultsAsync(string sql, CancellationToken cancellationToken);

    Task DropIndexAsync(string name, CancellationToken cancellationToken);
}
