namespace Postamt.Engines.Engines;

/// <summary>The embedded engine in a data folder of its own.</summary>
public sealed class SqliteEngine : EngineFixture
{
    /// <summary>The data folder.</summary>
    internal DirectoryInfo Data { get; } = System.IO.Directory.CreateTempSubdirectory("postamt-engine-");

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        Random.Dispose();
        Data.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
