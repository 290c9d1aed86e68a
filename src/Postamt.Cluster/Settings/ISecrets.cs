using Postamt.Cluster.Identity;

namespace Postamt.Cluster.Settings;

/// <summary>Keys and passwords Postamt itself needs (DKIM, TLS, relay), sealed under the key file of the data folder.</summary>
public interface ISecrets
{
    /// <summary>The plain value; null when there is none under that name.</summary>
    ValueTask<byte[]?> ReadAsync(CompanyId company, string name, CancellationToken cancellationToken);

    ValueTask WriteAsync(CompanyId company, string name, ReadOnlyMemory<byte> value, Actor actor, CancellationToken cancellationToken);

    ValueTask RemoveAsync(CompanyId company, string name, Actor actor, CancellationToken cancellationToken);
}
