using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Postamt.Net.Tls;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>Choice by name, files, reload, faults (attacks 88 and 90).</summary>
public sealed class TlsCertificatesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("postamt-net").FullName;
    private readonly TlsCertificates _certificates = new(TimeProvider.System, NullLogger<TlsCertificates>.Instance);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a.example.org", "a.example.org")]
    [InlineData("A.Example.ORG", "a.example.org")]
    [InlineData("x.example.net", "*.example.net")]
    [InlineData("x.y.example.net", "a.example.org")]
    [InlineData("example.net", "a.example.org")]
    [InlineData("unknown", "a.example.org")]
    [InlineData("", "a.example.org")]
    [InlineData(null, "a.example.org")]
    public void The_name_chooses_and_the_first_is_the_default(string? asked, string expected)
    {
        _certificates.Use([Make("a.example.org"), Make("*.example.net")]);
        Assert.Contains(expected, _certificates.Select(asked).Names);
    }

    [Fact]
    [Trait("attack", "88")]
    public void A_million_names_cost_no_memory()
    {
        _certificates.Use([Make("a.example.org"), Make("*.example.net")]);
        string[] names = [.. Enumerable.Range(0, 1000).Select(number => new string('x', number % 300) + number + ".example.com")];
        _certificates.Select(names[0]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 1_000_000; round++)
            _certificates.Select(names[round % names.Length]);
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000_000;
        // A key for the wildcard look-up at most, given up at once; nothing is kept.
        Assert.InRange(each, 0, 700);
        Assert.Equal(3, _certificates.Names.Count);
    }

    [Fact]
    [Trait("attack", "90")]
    public void A_broken_pair_is_refused_and_the_old_set_stays()
    {
        PemPair good = Make("a.example.org");
        _certificates.Use([good]);
        Assert.NotNull(_certificates.TryUse([good with { Key = Make("b.example.org").Key }]));
        Assert.NotNull(_certificates.TryUse([good with { Certificate = "junk" }]));
        Assert.NotNull(_certificates.TryUse([Make("c.example.org"), good with { Key = "" }]));
        Assert.NotNull(_certificates.TryUse([]));
        Assert.Contains("a.example.org", _certificates.Names);
        Assert.Null(_certificates.TryUse([Make("c.example.org")]));
        Assert.Contains("c.example.org", _certificates.Names);
    }

    [Fact]
    public void The_first_start_makes_a_pair_that_only_we_may_read_and_the_second_keeps_it()
    {
        PemPair made = SelfSignedCertificate.LoadOrCreate(_folder, "mail.example.org", TimeProvider.System);
        PemPair again = SelfSignedCertificate.LoadOrCreate(_folder, "mail.example.org", TimeProvider.System);
        Assert.Equal(made.Certificate, again.Certificate);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "tls-self-signed.key")));
        Assert.NotEqual(made.Certificate, SelfSignedCertificate.LoadOrCreate(_folder, "other.example.org", TimeProvider.System).Certificate);
    }

    [Fact]
    public void A_half_written_self_signed_pair_is_made_anew()
    {
        SelfSignedCertificate.LoadOrCreate(_folder, "mail.example.org", TimeProvider.System);
        File.WriteAllText(Path.Combine(_folder, "tls-self-signed.crt"), "");
        _certificates.Use([SelfSignedCertificate.LoadOrCreate(_folder, "mail.example.org", TimeProvider.System)]);
        Assert.Contains("mail.example.org", _certificates.Names);
    }

    [Fact]
    [Trait("attack", "90")]
    public void Files_are_looked_at_again_and_broken_ones_do_not_replace_good_ones()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-23T00:00:00Z", null));
        (string certificate, string key) = (Path.Combine(_folder, "c.pem"), Path.Combine(_folder, "k.pem"));
        Write(Make("a.example.org"));
        using var files = new CertificateFiles([new PemFiles(certificate, key)], static () => null, _folder, "mail.example.org", _certificates, time);
        files.Start();
        Assert.Contains("a.example.org", _certificates.Names);
        File.WriteAllText(key, "junk");
        Assert.Contains(certificate, files.Check(), StringComparison.Ordinal);
        Assert.Null(files.Check());
        Assert.Contains("a.example.org", _certificates.Names);
        File.Delete(key);
        Assert.NotNull(files.Check());
        Write(Make("longer-name.example.org"));
        time.Advance(CertificateFiles.Interval);
        Assert.Contains("longer-name.example.org", _certificates.Names);

        void Write(PemPair pair)
        {
            File.WriteAllText(certificate, pair.Certificate);
            File.WriteAllText(key, pair.Key);
        }
    }

    [Fact]
    public void A_missing_file_stops_the_start_and_is_named()
    {
        using var files = new CertificateFiles([new PemFiles("/nowhere/c.pem", "/nowhere/k.pem")], static () => null, _folder, "x", _certificates, TimeProvider.System);
        Assert.Contains("/nowhere/c.pem", Assert.Throws<TlsCertificateException>(files.Start).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("attack", "90")]
    public async Task A_reload_drops_no_session_and_serves_the_next_one()
    {
        _certificates.Use([Make("old.example.org")]);
        var imaps = new ListenerOptions("imaps", new IPEndPoint(IPAddress.Loopback, 0), ImplicitTls: true);
        await using ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve(certificates: _certificates), imaps);
        (StreamReader Reader, SslStream Stream)[] sessions = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => house.ConnectTlsAsync("imaps", "old.example.org")));
        Assert.Null(_certificates.TryUse([Make("new.example.org")]));
        (_, SslStream next) = await house.ConnectTlsAsync("imaps", "new.example.org");
        using var shown = new X509Certificate2(next.RemoteCertificate!);
        Assert.Equal("CN=new.example.org", shown.Subject);
        foreach ((StreamReader reader, SslStream stream) in sessions)
        {
            await stream.WriteAsync("STILL\r\n"u8.ToArray());
            Assert.StartsWith("220 ", await reader.ReadLineAsync());
            Assert.Equal("250 STILL", await reader.ReadLineAsync());
        }
    }

    [Fact]
    public void The_end_point_hash_is_that_of_the_certificate()
    {
        PemPair pair = Make("a.example.org");
        _certificates.Use([pair]);
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(pair.Certificate);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(certificate.RawData), _certificates.Select(null).EndPointHash);
    }

    private static PemPair Make(string name) => SelfSignedCertificate.Create(name, TimeProvider.System);
}
