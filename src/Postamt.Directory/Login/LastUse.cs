using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Caching;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Mail.Outcomes;

namespace Postamt.Directory.Login;

/// <summary>Writes when a credential was last used, at most once an hour for each and never while somebody waits to sign in.</summary>
internal sealed class LastUse : IAsyncDisposable
{
    public static readonly TimeSpan Precision = TimeSpan.FromHours(1);

    private const int Capacity = 50_000;
    private const int Backlog = 1_000;

    private readonly Channel<(CredentialId Credential, DateTimeOffset At)> _waiting =
        Channel.CreateBounded<(CredentialId, DateTimeOffset)>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly BoundedCache<CredentialId, bool> _written;
    private readonly IDirectoryStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _writer;

    public LastUse(IDirectoryStore store, TimeProvider time, ILogger logger)
    {
        _store = store;
        _time = time;
        _logger = logger;
        _written = new(Capacity, Precision, time);
        _writer = WriteAsync();
    }

    public void Used(CredentialId credential)
    {
        if (_written.TryGet(credential, out _)) return;
        _written.Set(credential, true);
        _waiting.Writer.TryWrite((credential, _time.GetUtcNow()));
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writer;
    }

    private async Task WriteAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var batch = new List<(CredentialId Credential, DateTimeOffset At)>();
            while (batch.Count < Backlog && _waiting.Reader.TryRead(out var used)) batch.Add(used);
            var outcome = await _store.WriteAsync<int>(async rows =>
            {
                foreach (var (credential, at) in batch) await rows.TouchCredentialAsync(credential, at);
                return new OperationResult<int>.Done(batch.Count);
            });
            if (outcome is Lookup<OperationResult<int>>.Unavailable fault) Log.LastUseNotWritten(_logger, fault.Reason);
        }
    }
}
