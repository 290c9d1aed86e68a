using System.Collections.Concurrent;
using Npgsql;

namespace Postamt.PostgresServer;

/// <summary>Databases of one server, one a test at a time: making one costs half a second, so that one a test is done with is emptied for the next.</summary>
public sealed class TestDatabases(TestServer server)
{
    private const string EmptyText = """
        SET session_replication_role = replica;
        DO $$
        DECLARE name text;
        BEGIN
            FOR name IN SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_version' LOOP
                EXECUTE 'DELETE FROM ' || name;
            END LOOP;
            FOR name IN SELECT format('%I', sequencename) FROM pg_sequences WHERE schemaname = 'public' LOOP
                PERFORM setval(name, 1, false);
            END LOOP;
        END $$;
        """;

    private readonly ConcurrentBag<string> _idle = [];
    private int _made;

    /// <summary>An empty database, with or without a schema; its connection string.</summary>
    public async Task<string> TakeAsync()
    {
        if (_idle.TryTake(out var idle)) return idle;
        var name = $"office{Interlocked.Increment(ref _made)}";
        await RunAsync(server.ConnectionString("postgres"), $"CREATE DATABASE {name}");
        return server.ConnectionString(name);
    }

    public async Task GiveAsync(string connectionString)
    {
        await RunAsync(connectionString, EmptyText);
        _idle.Add(connectionString);
    }

    private static async Task RunAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
