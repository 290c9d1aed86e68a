using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Cluster.Changes;
using Postamt.Engines.Plans;
using Postamt.PostgresServer;
using Postamt.Sql.Engines;

[assembly: AssemblyFixture(typeof(DatabaseHouse))]

namespace Postamt.Engines.Engines;

/// <summary>The cluster engine in a database of its own.</summary>
public sealed class PostgresqlEngine : SqlFixture
{
    private string? _database;

    internal override IPlanner Planner => new PostgresPlanner(_database!);

    public override async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(TestServer.Programs is null, TestServer.Missing);
        var databases = await DatabaseHouse.DatabasesAsync();
        _database = await databases.TakeAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_database is not null) await (await DatabaseHouse.DatabasesAsync()).GiveAsync(_database);
    }

    /// <summary>As Npgsql takes it.</summary>
    internal string ConnectionString => _database!;

    /// <summary>A second node on the same database.</summary>
    /// <param name="time">Its clock; null: the same.</param>
    internal SqlEngine OpenAnother(TimeProvider? time = null) => Open(Data.CreateSubdirectory("another").FullName, time ?? Time);

    private protected override SqlEngine Open() => Open(Data.FullName, Time);

    private SqlEngine Open(string folder, TimeProvider time) =>
        PostgresEngine.Open(new PostgresEngineOptions(folder, _database!, Copies: 1) { ReadConnections = 3 }, new LocalChangeBus(), time, Random, NullLogger.Instance);
}
