using Npgsql;

namespace Postamt.Sql.Postgres;

/// <summary>A connection that only hears notifications.</summary>
internal sealed class ListeningConnection : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private ListeningConnection(NpgsqlConnection connection) => _connection = connection;

    /// <param name="channel">A name of ours: it stands in the statement as it is.</param>
    /// <param name="hear">Called with each text, within <see cref="WaitAsync"/>; must return at once and not throw.</param>
    /// <exception cref="PostgresFault">There is no connection to be had.</exception>
    public static async Task<ListeningConnection> OpenAsync(string connectionString, string channel, Action<string> hear, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            connection.Notification += (_, notification) => hear(notification.Payload);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand($"LISTEN {channel}", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new ListeningConnection(connection);
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            if (PostgresFault.Is(e)) throw PostgresFault.Of(e);
            throw;
        }
    }

    /// <summary>Returns after the next notification.</summary>
    /// <exception cref="PostgresFault">The connection broke.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _connection.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (PostgresFault.Is(e))
        {
            throw PostgresFault.Of(e);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
