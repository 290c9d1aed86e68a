using System.Security.Cryptography;
using NSec.Cryptography;
using Postamt.Mail.Addresses;

namespace Postamt.Screening.Dkim;

/// <summary>A key a domain signs with, and what it publishes about it.</summary>
public sealed class DkimSigningKey : IDisposable
{
    private const int RsaBits = 2048;

    private readonly RSA? _rsa;
    private readonly Key? _ed25519;

    /// <summary>RSA objects promise nothing to two threads at once.</summary>
    private readonly Lock _turn = new();

    private DkimSigningKey(DomainName domain, string selector, RSA? rsa, Key? ed25519) => (Domain, Selector, _rsa, _ed25519) = (domain, selector, rsa, ed25519);

    public DomainName Domain { get; }

    public string Selector { get; }

    /// <summary>As in a=.</summary>
    public string Algorithm => _rsa is null ? DkimSignature.Ed25519 : DkimSignature.Rsa;

    public bool IsRsa => _rsa is not null;

    /// <summary>The TXT record at SELECTOR._domainkey.DOMAIN (RFC 6376 3.6.1, RFC 8463 4).</summary>
    public string Record => _rsa is not null
        ? $"v=DKIM1; k=rsa; p={Convert.ToBase64String(_rsa.ExportSubjectPublicKeyInfo())}"
        : $"v=DKIM1; k=ed25519; p={Convert.ToBase64String(_ed25519!.PublicKey.Export(KeyBlobFormat.RawPublicKey))}";

    /// <summary>A new one.</summary>
    /// <returns>The private key, to be kept secret: PKCS #8 of RSA, the 32 octets of Ed25519.</returns>
    public static byte[] Create(bool isEd25519)
    {
        if (isEd25519)
        {
            using var key = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
            return key.Export(KeyBlobFormat.RawPrivateKey);
        }
        using var rsa = RSA.Create(RsaBits);
        return rsa.ExportPkcs8PrivateKey();
    }

    /// <param name="secret">As <see cref="Create"/> gives it.</param>
    public static DkimSigningKey Open(DomainName domain, string selector, ReadOnlySpan<byte> secret)
    {
        if (secret.Length == SignatureAlgorithm.Ed25519.PrivateKeySize) return new DkimSigningKey(domain, selector, null, Key.Import(SignatureAlgorithm.Ed25519, secret, KeyBlobFormat.RawPrivateKey));
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(secret, out _);
        return new DkimSigningKey(domain, selector, rsa, null);
    }

    public void Dispose()
    {
        _rsa?.Dispose();
        _ed25519?.Dispose();
    }

    /// <summary>From any number of threads.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> hash)
    {
        if (_rsa is null) return SignatureAlgorithm.Ed25519.Sign(_ed25519!, hash);
        lock (_turn) return _rsa.SignHash(hash.ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
