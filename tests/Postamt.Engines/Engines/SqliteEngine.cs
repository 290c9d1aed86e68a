using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Cluster.Changes;
using Postamt.Engines.Plans;
using Postamt.Sql.Engines;

namespace Postamt.Engines.Engines;

/// <summary>The embedded engine in a data folder of its own.</summary>
public sealed class SqliteEngine : SqlFixture
{
    internal override IPlanner Planner => new SqlitePlanner(Engine);

    private protected override SqlEngine Open() =>
        EmbeddedEngine.Open(new EmbeddedEngineOptions(Data.FullName), new LocalChangeBus(), Time, Random, NullLogger.Instance);
}
