namespace Postamt.Directory.Tests;

/// <summary>A test in a house of its own.</summary>
public abstract class HouseTest : IAsyncLifetime
{
    private TwoCompanies? _house;

    protected TwoCompanies House => _house ?? throw new InvalidOperationException("the house is not open");

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() => _house = await TwoCompanies.OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await House.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
