using Postamt.Ram;

namespace Postamt.Engines.Engines;

/// <summary>The fakes in memory.</summary>
public sealed class RamEngine : EngineFixture
{
    private RamPostOffice? _office;

    internal RamPostOffice Office => _office ?? throw new InvalidOperationException("the engine is not started");

    public override ValueTask InitializeAsync()
    {
        _office = new RamPostOffice(Time, Random);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        Random.Dispose();
        return ValueTask.CompletedTask;
    }
}
