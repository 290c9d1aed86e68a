namespace Postamt.Sql.Engines;

/// <param name="DataFolder">This node's own: spool, key, copies of the seals. Made when missing.</param>
/// <param name="ConnectionString">Keys and values as Npgsql takes them.</param>
/// <param name="Copies">1: one PostgreSQL is enough. 2: each commit waits for a standby.</param>
public sealed record PostgresEngineOptions(string DataFolder, string ConnectionString, int Copies)
{
    /// <summary>Also a copy that is not complete is opened: by who completes it.</summary>
    public bool MayBeUnfinished { get; init; }

    /// <summary>The keys contents are encrypted with; null: they are stored as they are.</summary>
    public string? ContentKeyFile { get; init; }

    /// <summary>Other nodes are told what changes here, and theirs is heard.</summary>
    public bool Broadcasts { get; init; } = true;

    /// <summary>Reads at the same time; more wait.</summary>
    public int ReadConnections { get; init; } = Math.Clamp(Environment.ProcessorCount * 2, 4, 16);
}
