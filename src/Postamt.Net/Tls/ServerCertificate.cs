using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postamt.Net.Tls;

/// <summary>One usable certificate: what the handshake needs, prepared once and shared by all connections.</summary>
internal sealed class ServerCertificate
{
    private readonly SslStreamCertificateContext _context;

    private ServerCertificate(string source, X509Certificate2 leaf, X509Certificate2Collection chain)
    {
        Source = source;
        Leaf = leaf;
        Names = NamesOf(leaf);
        EndPointHash = HashOf(leaf);
        // Offline: a handshake never fetches anything from an address that stands in a certificate.
        _context = SslStreamCertificateContext.Create(leaf, chain, offline: true);
        Options = MakeOptions();
    }

    internal string Source { get; }

    internal X509Certificate2 Leaf { get; }

    /// <summary>DNS names in lower case; wildcards as <c>*.example.org</c>.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>The data of <c>tls-server-end-point</c>; null when the signature's hash is not known.</summary>
    internal byte[]? EndPointHash { get; }

    /// <summary>Shared by all handshakes of mail; nobody changes them.</summary>
    internal SslServerAuthenticationOptions Options { get; }

    /// <summary>The same, for somebody who adds to them.</summary>
    internal SslServerAuthenticationOptions MakeOptions() => new()
    {
        ServerCertificateContext = _context,
        EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13,
        AllowRenegotiation = false,
        // RFC 7677 4: without resumption no channel binding can be confused; tickets of one listener open no other.
        AllowTlsResume = false,
        ClientCertificateRequired = false,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        EncryptionPolicy = EncryptionPolicy.RequireEncryption,
    };

    /// <exception cref="TlsCertificateException">The texts are no PEM, or the key is not the certificate's.</exception>
    internal static ServerCertificate From(PemPair pair)
    {
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPem(pair.Certificate);
            if (all.Count == 0)
                throw new TlsCertificateException($"{pair.Source}: no certificate found.");
            X509Certificate2 leaf = X509Certificate2.CreateFromPem(pair.Certificate, pair.Key);
            all.RemoveAt(0);
            return new ServerCertificate(pair.Source, leaf, all);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            throw new TlsCertificateException($"{pair.Source}: {wrong.Message}", wrong);
        }
    }

    private static List<string> NamesOf(X509Certificate2 leaf)
    {
        var names = new List<string>();
        foreach (X509Extension extension in leaf.Extensions)
        {
            if (extension is X509SubjectAlternativeNameExtension alternatives)
                names.AddRange(alternatives.EnumerateDnsNames().Select(name => name.ToLowerInvariant()));
        }
        return names;
    }

    private static byte[]? HashOf(X509Certificate2 leaf) => leaf.SignatureAlgorithm.Value switch
    {
        // RFC 5929 4.1: MD5 and SHA-1 are replaced by SHA-256; otherwise the hash of the certificate's signature.
        "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" or "1.2.840.10045.4.1" => SHA256.HashData(leaf.RawDataMemory.Span),
        "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => SHA256.HashData(leaf.RawDataMemory.Span),
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => SHA384.HashData(leaf.RawDataMemory.Span),
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => SHA512.HashData(leaf.RawDataMemory.Span),
        // RFC 5929 4.1: no hash or several hashes: undefined.
        _ => null,
    };
}
