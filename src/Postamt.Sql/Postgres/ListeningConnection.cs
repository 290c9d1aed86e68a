using Npgsql;

namespace Postamt.Sql.Postgres;

/// <summary>A connection that only hears notifications.</summary>
internal sealed class ListeningConnection : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private ListeningConnection(NpgsqlConnection connection) => _connection = connection;

    /// <param name="channels">Names of ours: they stand in the statement as they are.</param>
    /// <param name="hear">Called with each channel and text, within <see cref="WaitAsync"/>; must return at once and not throw.</param>
    /// <exception cref="PostgresFault">There is no connection to be had.</exception>
    public static async Task<ListeningConnection> OpenAsync(string connectionString, IReadOnlyList<string> channels, Action<string, string> hear, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            connection.Notification += (_, notification) => hear(notification.Channel, notification.Payload);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(string.Join("; ", channels.Select(channel => $"LISTEN {channel}")), connection);
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
