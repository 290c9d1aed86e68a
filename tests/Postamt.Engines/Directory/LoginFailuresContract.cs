using Postamt.Directory.Login;
using Postamt.Engines.Engines;

namespace Postamt.Engines.Directory;

/// <summary>Failed sign-ins that nodes tell each other.</summary>
public abstract class LoginFailuresContract<TEngine> : EngineTest<TEngine>
    where TEngine : EngineFixture, new()
{
    private static readonly Dictionary<string, int> Nothing = [];

    [Fact]
    public async Task Each_hears_the_others_totals_and_not_its_own()
    {
        var began = Engine.Time.GetUtcNow();
        Assert.Empty(await ExchangeAsync(1, new() { ["a anna@one.example"] = 2, ["n 192.0.2.0"] = 3 }, began));
        Assert.Empty(await ExchangeAsync(1, new() { ["n 192.0.2.0"] = 1 }, began));
        Assert.Equal([new NodeFailures(1, "a anna@one.example", 2), new NodeFailures(1, "n 192.0.2.0", 4)], await ExchangeAsync(2, new() { ["n 192.0.2.0"] = 5 }, began));
        Assert.Equal([new NodeFailures(2, "n 192.0.2.0", 5)], await ExchangeAsync(1, Nothing, began));
    }

    [Fact]
    public async Task What_has_not_grown_lately_is_not_told_again_and_forgotten_in_the_end()
    {
        await ExchangeAsync(1, new() { ["old"] = 2 }, Engine.Time.GetUtcNow());
        Engine.Time.Advance(TimeSpan.FromHours(1));
        var later = Engine.Time.GetUtcNow();
        await ExchangeAsync(1, new() { ["new"] = 1 }, later);
        Assert.Equal([new NodeFailures(1, "new", 1)], await ExchangeAsync(2, Nothing, later));
        Assert.Equal(1, await Engine.LoginFailures.ForgetAsync(later, Token));
        Assert.Equal([new NodeFailures(1, "new", 1)], await ExchangeAsync(2, Nothing, later - TimeSpan.FromHours(2)));
    }

    private async Task<IEnumerable<NodeFailures>> ExchangeAsync(long epoch, Dictionary<string, int> added, DateTimeOffset since) =>
        (await Engine.LoginFailures.ExchangeAsync(epoch, added, since, Token)).OrderBy(each => each.Key, StringComparer.Ordinal);
}

public sealed class RamLoginFailuresTests : LoginFailuresContract<RamEngine>;

public sealed class SqliteLoginFailuresTests : LoginFailuresContract<SqliteEngine>;

public sealed class PostgresLoginFailuresTests : LoginFailuresContract<PostgresqlEngine>;
