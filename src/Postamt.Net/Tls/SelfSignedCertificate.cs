using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Postamt.Net.Tls;

/// <summary>The certificate of the first start: mail is encrypted from the first minute, and the operator replaces it later.</summary>
public static class SelfSignedCertificate
{
    private const string CertificateFile = "tls-self-signed.crt";
    private const string KeyFile = "tls-self-signed.key";

    /// <summary>Reads the pair from the folder, or makes it there when it is missing or expired. The key's file mode is 0600.</summary>
    public static PemPair LoadOrCreate(string folder, string hostName, TimeProvider time)
    {
        string certificatePath = Path.Combine(folder, CertificateFile);
        string keyPath = Path.Combine(folder, KeyFile);
        if (File.Exists(certificatePath) && File.Exists(keyPath))
        {
            var kept = new PemPair(certificatePath, File.ReadAllText(certificatePath), File.ReadAllText(keyPath));
            if (IsGood(kept, hostName, time))
                return kept;
        }
        PemPair made = Create(hostName, time) with { Source = certificatePath };
        Directory.CreateDirectory(folder);
        // The key goes first: a certificate without its key would be found broken, a key alone is just replaced.
        WriteWhole(keyPath, made.Key);
        WriteWhole(certificatePath, made.Certificate);
        return made;
    }

    /// <summary>A new pair for the host's name, localhost and the loopback addresses; ECDSA P-256, valid for five years.</summary>
    public static PemPair Create(string hostName, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        // RFC 5280 A.1: a common name has at most 64 characters; clients look at the alternative names.
        subject.AddCommonName(hostName.Length <= 64 ? hostName : "Postamt");
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(hostName);
        if (!hostName.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        // RFC 5280 4.2.1.12: id-kp-serverAuth.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        DateTimeOffset now = time.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddYears(5));
        return new PemPair("self-signed", certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static bool IsGood(PemPair pair, string hostName, TimeProvider time)
    {
        try
        {
            ServerCertificate certificate = ServerCertificate.From(pair);
            return certificate.Names.Contains(hostName, StringComparer.OrdinalIgnoreCase)
                && certificate.Leaf.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime;
        }
        catch (TlsCertificateException)
        {
            // A half-written or foreign pair: a new one replaces it.
            return false;
        }
    }

    private static void WriteWhole(string path, string text)
    {
        string temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, options))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }
}
