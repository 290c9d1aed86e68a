using System.Globalization;
using System.Security.Cryptography;

namespace Postamt.Engines.Contents;

/// <summary>
/// Random sequences over everything that touches stored contents. A failure names its seed: POSTAMT_CONTENT_SEED=n plays it alone,
/// POSTAMT_FULL=1 plays many.
/// </summary>
public abstract class ContentProperty
{
    private const int StepsEach = 120;

    private static IEnumerable<int> Seeds(int quick) =>
        Environment.GetEnvironmentVariable("POSTAMT_CONTENT_SEED") is { Length: > 0 } seed ? [int.Parse(seed, CultureInfo.InvariantCulture)]
        : Enumerable.Range(RandomNumberGenerator.GetInt32(1_000_000), Environment.GetEnvironmentVariable("POSTAMT_FULL") == "1" ? 20 * quick : quick);

    private protected static async Task PlayAsync(Func<int, Task<ContentHouse>> make, int quick = 4, bool withoutSweep = false, Action<ContentHouse>? plant = null)
    {
        foreach (var seed in Seeds(quick))
        {
            await using var house = await make(seed);
            var model = new ContentModel(house, new Random(seed)) { WithoutSweep = withoutSweep };
            try
            {
                house.Open();
                for (var i = 0; i < StepsEach; i++)
                {
                    if (i == StepsEach / 2) plant?.Invoke(house);
                    await model.StepAsync();
                }
                await model.EndAsync();
            }
            catch (Exception e)
            {
                throw new ContentLostException($"seed {seed}, step {model.Steps.Count}: {e.Message}\n{string.Join("; ", model.Steps.TakeLast(25))}", e);
            }
            TestContext.Current.SendDiagnosticMessage("seed {0}: {1} steps", seed, model.Steps.Count);
        }
    }

    private protected sealed class ContentLostException(string message, Exception inner) : Exception(message, inner);
}

public sealed class SqliteContentPropertyTests : ContentProperty
{
    [Fact]
    public Task Whatever_happens_each_referenced_content_reads_back_and_nothing_is_left_for_ever() => PlayAsync(MakeAsync);

    /// <summary>A failing control: what the test guards against is planted, and it is seen.</summary>
    [Fact]
    public Task A_sweep_that_is_left_out_is_seen() => Assert.ThrowsAsync<ContentLostException>(() => PlayAsync(MakeAsync, withoutSweep: true));

    internal static Task<ContentHouse> MakeAsync(int seed) => Task.FromResult<ContentHouse>(new EmbeddedContents(inlineOctets: seed % 3 == 0 ? 0 : 300));
}

public sealed class EmbeddedContentPropertyTests : ContentProperty
{
    /// <summary>A failing control: what the test guards against is planted, and it is seen.</summary>
    [Fact]
    public async Task Writes_the_disk_loses_are_seen()
    {
        var seen = await Assert.ThrowsAsync<ContentLostException>(() => PlayAsync(SqliteContentPropertyTests.MakeAsync, plant: static house =>
        {
            var count = 0;
            ((EmbeddedContents)house).Writes = () => Interlocked.Increment(ref count) % 3 != 0;
        }));
        Assert.Contains("seed", seen.Message, StringComparison.Ordinal);
    }
}

public sealed class PostgresContentPropertyTests : ContentProperty
{
    [Fact]
    public Task Whatever_happens_each_referenced_content_reads_back_and_nothing_is_left_for_ever() => PlayAsync(static async _ => await PostgresContents.MakeAsync(), quick: 2);

    [Fact]
    public Task A_sweep_that_is_left_out_is_seen() => Assert.ThrowsAsync<ContentLostException>(() => PlayAsync(static async _ => await PostgresContents.MakeAsync(), quick: 1, withoutSweep: true));
}
