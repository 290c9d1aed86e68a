namespace Postamt.Intake.Tests;

/// <summary>A test in a house of its own.</summary>
public abstract class HouseTest : IAsyncLifetime
{
    private House? _house;

    internal House House => _house ?? throw new InvalidOperationException("the house is not open");

    public async ValueTask InitializeAsync() => _house = await House.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await House.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
