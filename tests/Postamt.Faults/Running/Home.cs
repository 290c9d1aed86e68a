using Postamt.PostgresServer;

namespace Postamt.Faults.Running;

/// <summary>What a drill begins with: the founded post office, on one of the engines.</summary>
internal sealed class Home : IAsyncDisposable
{
    public const string Sqlite = "SQLite";
    public const string Postgres = "PostgreSQL";

    private static readonly Once<Home> Founded = new(FoundAsync);

    private readonly TestServer? _server;

    private Home(DataFolder data, TestServer? server, string folder = "")
    {
        Data = data;
        Folder = folder;
        _server = server;
    }

    public DataFolder Data { get; }

    /// <summary>The database; the embedded engine has none.</summary>
    public TestServer Server => _server ?? throw new InvalidOperationException("the office has its data to itself");

    public bool HasServer => _server is not null;

    /// <summary>Where the database lies.</summary>
    private string Folder { get; }

    public static async Task<Home> MakeAsync(string engine)
    {
        if (engine == Postgres) return await OnPostgresAsync();
        var data = new DataFolder();
        await Office.FoundAsync(data);
        return new Home(data, null);
    }

    /// <summary>In a PostgreSQL of its own.</summary>
    /// <param name="folder">Where it is to lie; null for a temporary one.</param>
    /// <param name="copies">1 or 2, as an office is told.</param>
    /// <param name="through">A port that leads to the database instead of its own.</param>
    /// <param name="settings">More lines of postgresql.conf.</param>
    public static async Task<Home> OnPostgresAsync(string? folder = null, int copies = 1, Func<TestServer, int>? through = null, params string[] settings)
    {
        Assert.SkipWhen(TestServer.Programs is null, TestServer.Missing);
        var founded = await Founded.GetAsync();
        folder ??= Directory.CreateTempSubdirectory("postamt-postgres-").FullName;
        var server = await TestServer.CopyAsync(founded.Folder, folder, settings);
        var data = new DataFolder { Database = Options(server, copies, through?.Invoke(server)) };
        founded.Data.CopyTo(data);
        return new Home(data, server, folder);
    }

    /// <summary>How an office is told where its database is.</summary>
    public static IReadOnlyList<string> Options(TestServer server, int copies, int? port = null) =>
        ["--database", server.ConnectionString("postgres").Replace($"Port={server.Port}", $"Port={port ?? server.Port}", StringComparison.Ordinal), "--copies", $"{copies}"];

    public static async Task ForgetAsync()
    {
        if (Founded.Made is { } founded) await founded.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Data.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private static async Task<Home> FoundAsync()
    {
        var folder = Directory.CreateTempSubdirectory("postamt-postgres-").FullName;
        var server = await TestServer.StartInAsync(folder);
        var data = await Office.MakeAsync(Options(server, 1));
        await server.StopAsync();
        return new Home(data, server, folder);
    }
}
