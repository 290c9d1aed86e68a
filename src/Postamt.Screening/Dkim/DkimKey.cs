using System.Security.Cryptography;
using NSec.Cryptography;
using Postamt.Dns;

namespace Postamt.Screening.Dkim;

/// <summary>A public key as a domain publishes it (RFC 6376 3.6.1).</summary>
internal sealed class DkimKey
{
    /// <summary>RFC 8301 3.2.</summary>
    private const int FewestBits = 1024;

    /// <summary>More would only cost us time.</summary>
    private const int MostBits = 8192;

    private readonly byte[] _key;
    private readonly bool _isRsa;

    private DkimKey(byte[] key, bool isRsa, bool isTesting, bool isStrict) => (_key, _isRsa, IsTesting, IsStrict) = (key, isRsa, isTesting, isStrict);

    /// <summary>t=y</summary>
    public bool IsTesting { get; }

    /// <summary>t=s: i= has to name the domain itself.</summary>
    public bool IsStrict { get; }

    /// <param name="most">Characters of its record.</param>
    /// <exception cref="DkimException">It is not to be had, or cannot be used.</exception>
    public static async ValueTask<DkimKey> FetchAsync(IResolver resolver, string selector, string domain, int most, CancellationToken cancellationToken)
    {
        var name = $"{selector}._domainkey.{domain}";
        if (name.Length > 253) throw Wrong("the key's name is too long");
        var texts = await resolver.TxtAsync(name, cancellationToken);
        return texts.Status switch
        {
            DnsStatus.Unavailable => throw new DkimException(DkimResult.TempError, $"DNS gave no answer about {name}"),
            DnsStatus.Found => texts.Records[0].Length <= most ? Read(texts.Records[0]) : throw Wrong("the key's record is too long"),
            _ => throw Wrong($"there is no key at {name}"),
        };
    }

    /// <exception cref="DkimException">It cannot be used.</exception>
    public static DkimKey Read(string record)
    {
        if (!TagList.TryParse(record, out var tags)) throw Wrong("the key cannot be read");
        if (tags["v"] is { } version && (version != "DKIM1" || tags.First != "v")) throw Wrong($"the key is of version {version}");
        if (tags["h"] is { } hashes && !Has(hashes, "sha256")) throw Wrong("the key is not for SHA-256");
        if (tags["s"] is { } services && !Has(services, "email") && !Has(services, "*")) throw Wrong("the key is not for mail");
        var kind = (tags["k"] ?? "rsa").ToLowerInvariant();
        if (kind is not ("rsa" or "ed25519")) throw Wrong($"k={kind} is not known");
        if (tags["p"] is "") throw Wrong("the key was revoked");
        if (!TagList.TryOctets(tags["p"], out var key)) throw Wrong("the key has no p= that can be read");
        var flags = tags["t"] ?? "";
        return new DkimKey(key, kind == "rsa", Has(flags, "y"), Has(flags, "s"));
    }

    /// <exception cref="DkimException">It is no key for such a signature.</exception>
    public bool Fits(string algorithm, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        if (_isRsa != (algorithm == DkimSignature.Rsa)) throw Wrong("the key is of another kind than the signature");
        return _isRsa ? FitsRsa(hash, signature) : FitsEd25519(hash, signature);
    }

    private bool FitsRsa(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        using var rsa = RSA.Create();
        try
        {
            Import(rsa);
        }
        catch (CryptographicException)
        {
            throw Wrong("the key is no RSA key");
        }
        if (rsa.KeySize < FewestBits) throw new DkimException(DkimResult.Policy, $"an RSA key of {rsa.KeySize} bits is too short to be relied on");
        if (rsa.KeySize > MostBits) throw new DkimException(DkimResult.Policy, $"an RSA key of {rsa.KeySize} bits is too long");
        return rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>RFC 6376 means a SubjectPublicKeyInfo, its grammar an RSAPublicKey; both are published (RFC 8301 errata).</summary>
    private void Import(RSA rsa)
    {
        try
        {
            rsa.ImportSubjectPublicKeyInfo(_key, out _);
        }
        catch (CryptographicException)
        {
            rsa.ImportRSAPublicKey(_key, out _);
        }
    }

    private bool FitsEd25519(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        if (!PublicKey.TryImport(SignatureAlgorithm.Ed25519, _key, KeyBlobFormat.RawPublicKey, out var key)) throw Wrong("the key is no Ed25519 key");
        return SignatureAlgorithm.Ed25519.Verify(key!, hash, signature);
    }

    private static bool Has(string list, string word) => TagList.Parts(list).Contains(word, StringComparer.OrdinalIgnoreCase);

    private static DkimException Wrong(string why) => new(DkimResult.PermError, why);
}
