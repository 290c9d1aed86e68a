namespace Postamt.Engines.Engines;

/// <summary>
/// What contract tests derive from: <c>abstract class XContract&lt;TEngine&gt; : EngineTest&lt;TEngine&gt;</c> holds the tests, and three sealed
/// classes of one line each run them on memory, on SQLite and on PostgreSQL. Every test has an engine of its own.
/// </summary>
public abstract class EngineTest<TEngine> : IAsyncLifetime
    where TEngine : EngineFixture, new()
{
    protected TEngine Engine { get; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual ValueTask InitializeAsync() => Engine.InitializeAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
