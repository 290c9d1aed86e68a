using Postamt.Cluster.Identity;

namespace Postamt.Cluster.Settings;

/// <summary>Keys and passwords Postamt itself needs (DKIM, TLS, relay), sealed under the key file of the data folder.</summary>
public interface ISecrets
{
    /// <summary>The plain value; null when there is none under that name.</summary>
    /// <exception cref="SecretKeyException">The value was sealed under another key, or is damaged.</exception>
    ValueTask<byte[]?> ReadAsync(CompanyId company, string name, CancellationToken cancellationToken);

    /// <summary>
    /// The plain value; where there is none yet, <paramref name="octets"/> random octets are made, stored and returned. All nodes that
    /// ask at the same moment get the same value.
    /// </summary>
    ValueTask<byte[]> ReadOrCreateAsync(CompanyId company, string name, int octets, Actor actor, CancellationToken cancellationToken);

    ValueTask WriteAsync(CompanyId company, string name, ReadOnlyMemory<byte> value, Actor actor, CancellationToken cancellationToken);

    /// <summary>Which secrets there are, by name; never a value.</summary>
    ValueTask<IReadOnlyList<SecretInfo>> ListAsync(CompanyId company, CancellationToken cancellationToken);

    ValueTask RemoveAsync(CompanyId company, string name, Actor actor, CancellationToken cancellationToken);
}
