using System.Text;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;
using Postamt.Directory.Changes;
using Postamt.Net.Tls;

namespace Postamt.Server.Hosting;

/// <summary>The certificate that all nodes share: sealed in the database, and taken by each within a second of its change.</summary>
internal sealed class SharedCertificate : IAsyncDisposable
{
    /// <summary>Certificates and key as one PEM text.</summary>
    internal const string SecretName = "tls.certificate";

    /// <summary>A change that was not heard of is found after it.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly ISecrets _secrets;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly IDisposable _subscription;
    private PemPair? _current;
    private Task _work = Task.CompletedTask;

    private SharedCertificate(ISecrets secrets, IDirectoryChanges changes, TimeProvider time, ILogger logger)
    {
        (_secrets, _time, _logger) = (secrets, time, logger);
        _subscription = changes.Subscribe(Hear);
    }

    /// <summary>Null where nobody has set one.</summary>
    internal PemPair? Current => Volatile.Read(ref _current);

    /// <exception cref="IOException">The database cannot be reached.</exception>
    internal static async ValueTask<SharedCertificate> OpenAsync(OfficeData data, CancellationToken cancellationToken)
    {
        var shared = new SharedCertificate(data.Secrets, data.DirectoryChanges, data.Time, data.Loggers.CreateLogger<SharedCertificate>());
        shared._current = await ReadAsync(data.Secrets, cancellationToken);
        return shared;
    }

    internal static async ValueTask<PemPair?> ReadAsync(ISecrets secrets, CancellationToken cancellationToken) =>
        await secrets.ReadAsync(CompanyId.Installation, SecretName, cancellationToken) is { } value ? PairOf(Encoding.UTF8.GetString(value)) : null;

    /// <summary>Files that do not end with their line were put behind one another.</summary>
    internal static PemPair PairOf(string text)
    {
        var lines = text.Replace("----------BEGIN", "-----\n-----BEGIN", StringComparison.Ordinal);
        return new PemPair("the installation's certificate", lines, lines);
    }

    /// <param name="changed">Called after <see cref="Current"/> has become another one.</param>
    internal void Watch(Action changed) => _work = RunAsync(changed);

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
        _wake.Dispose();
    }

    /// <summary>Whoever sets a certificate says that anything may have changed, which is heard on all nodes.</summary>
    private void Hear(DirectoryChanged change)
    {
        if (change != DirectoryChanged.Everything || _wake.CurrentCount > 0) return;
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
            return;
        }
    }

    private async Task RunAsync(Action changed)
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(Interval, _stop.Token);
                await LookAsync(changed);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task LookAsync(Action changed)
    {
        try
        {
            var now = await ReadAsync(_secrets, _stop.Token);
            if (now == Current) return;
            Volatile.Write(ref _current, now);
            changed();
        }
        catch (Exception away) when (away is IOException or SecretKeyException)
        {
            Log.CertificateUnknown(_logger, away.Message);
            await Task.Delay(TimeSpan.FromSeconds(1), _time, _stop.Token);
        }
    }
}
