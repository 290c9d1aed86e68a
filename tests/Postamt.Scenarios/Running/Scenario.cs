namespace Postamt.Scenarios.Running;

/// <summary>One post office a test, with anna, ben and chris in it; at the end its ledger is proved.</summary>
public abstract class Scenario : IAsyncLifetime
{
    private protected Office Office { get; private set; } = null!;

    private protected Internet Internet => Office.Internet;

    public async ValueTask InitializeAsync()
    {
        Office = await Office.OpenAsync();
        foreach (var person in new[] { "anna", "ben", "chris" }) await Office.AddPersonAsync(person);
    }

    public async ValueTask DisposeAsync()
    {
        if (Office is not null) await Office.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
