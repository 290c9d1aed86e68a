using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Cluster.Changes;
using Postamt.PostgresServer;
using Postamt.Sql.Engines;
using Postamt.Store.Blobs;

namespace Postamt.Engines.Contents;

/// <summary>Contents of the cluster engine.</summary>
internal sealed class PostgresContents(string database) : ContentHouse
{
    public static async Task<PostgresContents> MakeAsync()
    {
        Assert.SkipWhen(TestServer.Programs is null, TestServer.Missing);
        return new PostgresContents(await (await DatabaseHouse.DatabasesAsync()).TakeAsync());
    }

    /// <summary>What is committed is there, whatever becomes of the node.</summary>
    public override void Crash() => Reopen();

    public override Task DamageAsync(BlobRef blob) => ChangeAsync(tx => tx.Execute(
        "UPDATE blob_chunk SET data = set_byte(data, length(data) - 1, get_byte(data, length(data) - 1) # 16) WHERE blob_id = $1 AND number = 0", blob.Id));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await (await DatabaseHouse.DatabasesAsync()).GiveAsync(database);
    }

    protected override SqlEngine Make(string? keyFile) => PostgresEngine.Open(
        new PostgresEngineOptions(Data.FullName, database, Copies: 1) { ContentKeyFile = keyFile, ReadConnections = 2 }, new LocalChangeBus(), Time, Random, NullLogger.Instance);
}
