using Postamt.PostgresServer;

namespace Postamt.Load.Store;

/// <summary>Starts PostgreSQL in a folder of the disk that is measured.</summary>
internal sealed class StoreCluster(string folder)
{
    /// <summary>A checkpoint in the middle of a short run would measure the checkpoint.</summary>
    internal static IReadOnlyList<string> Settings { get; } = ["max_wal_size = 4GB"];

    internal async Task<TestServer> StartAsync()
    {
        System.IO.Directory.CreateDirectory(folder);
        return await TestServer.StartInAsync(folder, [.. Settings]);
    }
}
