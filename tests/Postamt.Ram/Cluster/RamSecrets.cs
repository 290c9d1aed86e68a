using System.Collections.Concurrent;
using System.Security.Cryptography;
using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;
using Postamt.Ram.Directory;

namespace Postamt.Ram.Cluster;

public sealed class RamSecrets(TimeProvider time, RandomNumberGenerator random, RamDirectory audit) : ISecrets
{
    private readonly ConcurrentDictionary<(CompanyId Company, string Name), byte[]> _values = new();

    public ValueTask<byte[]?> ReadAsync(CompanyId company, string name, CancellationToken cancellationToken) =>
        new(_values.TryGetValue((company, name), out var value) ? [.. value] : null);

    public async ValueTask<byte[]> ReadOrCreateAsync(CompanyId company, string name, int octets, Actor actor, CancellationToken cancellationToken)
    {
        var made = new byte[octets];
        random.GetBytes(made);
        if (_values.TryAdd((company, name), made)) await AuditAsync("SetSecret", company, name, actor);
        return [.. _values[(company, name)]];
    }

    public ValueTask WriteAsync(CompanyId company, string name, ReadOnlyMemory<byte> value, Actor actor, CancellationToken cancellationToken)
    {
        _values[(company, name)] = value.ToArray();
        return AuditAsync("SetSecret", company, name, actor);
    }

    public ValueTask RemoveAsync(CompanyId company, string name, Actor actor, CancellationToken cancellationToken) =>
        _values.TryRemove((company, name), out _) ? AuditAsync("RemoveSecret", company, name, actor) : default;

    private ValueTask AuditAsync(string operation, CompanyId company, string name, Actor actor) =>
        audit.AuditAsync(new AuditEntry(time.GetUtcNow(), company, actor, operation, name, "{}"));
}
