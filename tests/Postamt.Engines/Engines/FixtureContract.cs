namespace Postamt.Engines.Engines;

/// <summary>Holds for every engine before any contract does.</summary>
public abstract class FixtureContract<TEngine> : EngineTest<TEngine>
    where TEngine : EngineFixture, new()
{
    [Fact]
    public void A_test_starts_on_a_clock_that_stands_still() => Assert.Equal(Engine.Time.GetUtcNow(), new TEngine().Time.GetUtcNow());
}

public sealed class RamFixture : FixtureContract<RamEngine>;

public sealed class SqliteFixture : FixtureContract<SqliteEngine>;

public sealed class PostgresFixture : FixtureContract<PostgresqlEngine>;
