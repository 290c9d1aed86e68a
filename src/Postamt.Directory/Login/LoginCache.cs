using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Postamt.Cluster.Caching;
using Postamt.Directory.Changes;

namespace Postamt.Directory.Login;

/// <summary>
/// Sign-ins that succeeded in the last 5 minutes, under an HMAC of name and password with a key of this process: neither can be read from
/// memory, and no two pairs share a key. Any change to the account or its company forgets them.
/// </summary>
internal sealed class LoginCache : IDisposable
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    private const int Capacity = 20_000;

    private readonly byte[] _key = new byte[32];
    private readonly BoundedCache<Slot, LoginIdentity> _identities;
    private readonly IDisposable _subscription;

    public LoginCache(TimeProvider time, RandomNumberGenerator random, IDirectoryChanges changes)
    {
        random.GetBytes(_key);
        _identities = new(Capacity, MaxAge, time);
        _subscription = changes.Subscribe(change => _identities.RemoveWhere(identity => change.Concerns(identity.Company, identity.Account)));
    }

    public long Generation => _identities.Generation;

    public Slot SlotFor(string name, ReadOnlySpan<byte> password)
    {
        // The length before the name keeps a name's end and a password's beginning apart.
        var text = Encoding.UTF8.GetBytes(name);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(length);
        hmac.AppendData(text);
        hmac.AppendData(password);
        var mac = hmac.GetHashAndReset();
        return new Slot(BinaryPrimitives.ReadUInt128BigEndian(mac), BinaryPrimitives.ReadUInt128BigEndian(mac.AsSpan(16)));
    }

    public LoginIdentity? Find(Slot slot) => _identities.TryGet(slot, out var identity) ? identity : null;

    public void Keep(Slot slot, LoginIdentity identity, long generation) => _identities.Set(slot, identity, generation);

    public void Dispose() => _subscription.Dispose();

    public readonly record struct Slot(UInt128 High, UInt128 Low);
}
