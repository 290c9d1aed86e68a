using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Mail.Outcomes;

namespace Postamt.Ram.Directory;

/// <summary>The directory and its audit log in memory.</summary>
public sealed class RamDirectory(TimeProvider time) : IDirectoryStore, IAuditLog, IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private RamRows _rows = new();
    private int _reads;

    /// <summary>While set, every question is answered Unavailable with this reason.</summary>
    public string? Fault { get; set; }

    /// <summary>Called after the commit that made an account: its first mailboxes.</summary>
    internal Action<Account>? AccountMade { get; init; }

    /// <summary>Reads so far.</summary>
    public int Reads => _reads;

    public async ValueTask<Lookup<OperationResult<T>>> WriteAsync<T>(Func<IDirectoryTransaction, ValueTask<OperationResult<T>>> work)
    {
        if (Fault is { } fault) return new Lookup<OperationResult<T>>.Unavailable(fault);
        await _writer.WaitAsync();
        try
        {
            var transaction = new RamDirectoryTransaction(_rows, time.GetUtcNow());
            var result = await work(transaction);
            if (result is not OperationResult<T>.Done) return new Lookup<OperationResult<T>>.Found(result);
            var before = _rows;
            _rows = transaction.Rows;
            foreach (var account in _rows.Accounts.Values.Where(account => !before.Accounts.ContainsKey(account.Id.Value))) AccountMade?.Invoke(account);
            return new Lookup<OperationResult<T>>.Found(result);
        }
        finally
        {
            _writer.Release();
        }
    }

    public async ValueTask<Lookup<T>> ReadAsync<T>(Func<IDirectoryReader, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return Fault is { } fault ? new Lookup<T>.Unavailable(fault) : new Lookup<T>.Found(await work(new RamDirectoryReader(_rows)));
    }

    public ValueTask<IReadOnlyList<AuditEntry>> ListAsync(CompanyId? company, DateTimeOffset? before, int limit, CancellationToken cancellationToken) =>
        new([.. _rows.Audit.Reverse().Where(entry => (company is null || entry.Company == company) && (before is null || entry.At < before)).Take(limit)]);

    public void Dispose() => _writer.Dispose();

    internal async ValueTask AuditAsync(AuditEntry entry) =>
        await WriteAsync<int>(async rows =>
        {
            await rows.AuditAsync(entry);
            return new OperationResult<int>.Done(0);
        });
}
