namespace Postamt.Faults.Running;

/// <summary>Made by who comes first; all others wait for it. After a failure the next one tries again.</summary>
internal sealed class Once<T>(Func<Task<T>> make)
    where T : class
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Null as long as nobody asked.</summary>
    public T? Made { get; private set; }

    public async Task<T> GetAsync()
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return Made ??= await make();
        }
        finally
        {
            _gate.Release();
        }
    }
}
