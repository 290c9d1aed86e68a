using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;

namespace Postamt.Engines.Engines;

/// <summary>
/// One empty post office of one engine, made for one test and thrown away after it. It exposes the contracts as abstract properties; a
/// contract test asks for nothing else.
/// </summary>
public abstract class EngineFixture : IAsyncLifetime
{
    /// <summary>Stands still unless a test moves it.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public RandomNumberGenerator Random { get; } = RandomNumberGenerator.Create();

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();
}
