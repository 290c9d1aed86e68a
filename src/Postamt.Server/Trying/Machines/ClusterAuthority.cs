using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postamt.Server.Trying.Machines;

/// <summary>A certificate authority for one cluster on loopback: its machines know each other, and clients the front door, by certificates of it.</summary>
internal sealed class ClusterAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly TimeProvider _time;

    internal ClusterAuthority(TimeProvider time)
    {
        _time = time;
        var request = new CertificateRequest("CN=Postamt try authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = request.CreateSelfSigned(time.GetUtcNow().AddHours(-1), time.GetUtcNow().AddYears(5));
    }

    internal string Certificate => _certificate.ExportCertificatePem() + "\n";

    /// <summary>For both ends of a connection: etcd's members, PostgreSQL's and Patroni's are servers and clients.</summary>
    internal (string Certificate, string Key) Issue(string commonName, IReadOnlyList<string> hostNames, IReadOnlyList<IPAddress> addresses)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + commonName, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in hostNames) names.AddDnsName(name);
        foreach (var address in addresses) names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        // RFC 5280 4.2.1.12: id-kp-serverAuth, id-kp-clientAuth.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        var now = _time.GetUtcNow();
        var serial = RandomNumberGenerator.GetBytes(16);
        // RFC 5280 4.1.2.2: positive.
        serial[0] &= 0x7F;
        using var certificate = request.Create(_certificate, now.AddHours(-1), now.AddYears(4), serial);
        return (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
