using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Net.Tls;

namespace Postamt.TestWire;

/// <summary>Certificates for tests, made on the spot.</summary>
public static class TestCertificates
{
    /// <summary>One self-signed certificate for each name, the first one is the default.</summary>
    public static TlsCertificates For(params string[] hostNames)
    {
        var certificates = new TlsCertificates(TimeProvider.System, NullLogger<TlsCertificates>.Instance);
        certificates.Use([.. hostNames.Select(name => SelfSignedCertificate.Create(name, TimeProvider.System))]);
        return certificates;
    }
}
