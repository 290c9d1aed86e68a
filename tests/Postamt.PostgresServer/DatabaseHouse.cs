namespace Postamt.PostgresServer;

/// <summary>
/// The server of all tests of this process, started with the first that needs it. A test assembly that uses it names it as an assembly
/// fixture, so that it ends with the tests.
/// </summary>
public sealed class DatabaseHouse : IAsyncDisposable
{
    private static readonly SemaphoreSlim Turn = new(1, 1);
    private static TestServer? _server;
    private static TestDatabases? _databases;

    /// <summary>This run of the tests is to keep everything in PostgreSQL.</summary>
    public static bool IsWanted { get; } = Environment.GetEnvironmentVariable("POSTAMT_TEST_ENGINE") == "PostgreSQL";

    public static async Task<TestDatabases> DatabasesAsync()
    {
        await Turn.WaitAsync(CancellationToken.None);
        try
        {
            _server ??= await TestServer.StartAsync();
            return _databases ??= new TestDatabases(_server);
        }
        finally
        {
            Turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
