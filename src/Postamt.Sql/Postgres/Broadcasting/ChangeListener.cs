using Microsoft.Extensions.Logging;
using Postamt.Cluster.Changes;
using Postamt.Directory.Changes;

namespace Postamt.Sql.Postgres.Broadcasting;

/// <summary>Hears what other nodes committed and tells this process, on a connection of its own that is made again when it breaks.</summary>
internal sealed class ChangeListener : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly PostgresSource _source;
    private readonly IChangeBus _here;
    private readonly long _self;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly ManualResetEventSlim _ended = new();
    private volatile IDirectoryChanges? _directory;
    private bool _isDeaf;

    public ChangeListener(PostgresSource source, IChangeBus here, long self, TimeProvider time, ILogger logger)
    {
        _source = source;
        _here = here;
        _self = self;
        _time = time;
        _logger = logger;
        _ = Task.Run(() => RunAsync(_closing.Token));
    }

    public void Dispose()
    {
        _closing.Cancel();
        _ended.Wait();
        _ended.Dispose();
        _closing.Dispose();
    }

    private async Task RunAsync(CancellationToken closing)
    {
        try
        {
            while (true)
            {
                await TryListenAsync(closing);
                await Task.Delay(Pause, _time, closing);
            }
        }
        catch (Exception e) when (closing.IsCancellationRequested)
        {
            if (e is not OperationCanceledException) Log.ChangesNotHeard(_logger, e);
        }
        finally
        {
            _ended.Set();
        }
    }

    private async Task TryListenAsync(CancellationToken closing)
    {
        try
        {
            await ListenAsync(closing);
        }
        catch (Exception e) when (!closing.IsCancellationRequested)
        {
            if (!_isDeaf) Log.ChangesNotHeard(_logger, e);
            _isDeaf = true;
        }
    }

    private async Task ListenAsync(CancellationToken closing)
    {
        await using var connection = await _source.ListenAsync([ChangeSender.Channel, ChangeSender.DirectoryChannel], Hear, closing);
        // What was changed in the directory meanwhile nobody has told here.
        Tell(DirectoryChanged.Everything);
        if (_isDeaf) Log.ChangesHeard(_logger);
        _isDeaf = false;
        while (true) await connection.WaitAsync(closing);
    }

    /// <summary>Told of directory changes, too, from now on.</summary>
    public void Tell(IDirectoryChanges directory) => _directory = directory;

    private void Hear(string channel, string text)
    {
        if (channel == ChangeSender.Channel) HearAccounts(text);
        else if (DirectoryText.Read(text, out var sender) is var change && sender != _self) Tell(change);
    }

    private void Tell(DirectoryChanged change)
    {
        try
        {
            _directory?.Publish(change);
        }
        catch (Exception e)
        {
            Log.ListenerFailed(_logger, e);
        }
    }

    private void HearAccounts(string text)
    {
        if (!ChangeText.TryRead(text, out var sender, out var changes) || sender == _self) return;
        foreach (var change in changes)
        {
            try
            {
                _here.Publish(change);
            }
            catch (Exception e)
            {
                Log.ListenerFailed(_logger, e);
            }
        }
    }
}
