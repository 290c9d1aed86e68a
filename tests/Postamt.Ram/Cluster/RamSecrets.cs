using System.Collections.Concurrent;
using System.Security.Cryptography;
using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;
using Postamt.Ram.Directory;

namespace Postamt.Ram.Cluster;

public sealed class RamSecrets(TimeProvider time, RandomNumberGenerator random, RamDirectory audit) : ISecrets
{
    private readonly ConcurrentDictionary<(CompanyId Company, string Name), (byte[] Value, DateTimeOffset At)> _values = new();

    public ValueTask<byte[]?> ReadAsync(CompanyId company, string name, CancellationToken cancellationToken) =>
        new(_values.TryGetValue((company, name), out var value) ? [.. value.Value] : null);

    public async ValueTask<byte[]> ReadOrCreateAsync(CompanyId company, string name, int octets, Actor actor, CancellationToken cancellationToken)
    {
        var made = new byte[octets];
        random.GetBytes(made);
        if (_values.TryAdd((company, name), (made, time.GetUtcNow()))) await AuditAsync("SetSecret", company, name, actor);
        return [.. _values[(company, name)].Value];
    }

    public ValueTask WriteAsync(CompanyId company, string name, ReadOnlyMemory<byte> value, Actor actor, CancellationToken cancellationToken)
    {
        _values[(company, name)] = (value.ToArray(), time.GetUtcNow());
        return AuditAsync("SetSecret", company, name, actor);
    }

    public ValueTask<IReadOnlyList<SecretInfo>> ListAsync(CompanyId company, CancellationToken cancellationToken) =>
        new([.. _values.Where(each => each.Key.Company == company).OrderBy(each => each.Key.Name, StringComparer.Ordinal).Select(each => new SecretInfo(each.Key.Name, each.Value.At))]);

    public ValueTask RemoveAsync(CompanyId company, string name, Actor actor, CancellationToken cancellationToken) =>
        _values.TryRemove((company, name), out _) ? AuditAsync("RemoveSecret", company, name, actor) : default;

    private ValueTask AuditAsync(string operation, CompanyId company, string name, Actor actor) =>
        audit.AuditAsync(new AuditEntry(time.GetUtcNow(), company, actor, operation, name, "{}"));
}
