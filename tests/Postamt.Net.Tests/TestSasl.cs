using System.Net;
using System.Security.Cryptography;
using System.Text;
using Postamt.Net.Sasl;
using Postamt.Net.Tls;

namespace Postamt.Net.Tests;

/// <summary>A directory of one user, written down for what was asked of it.</summary>
internal sealed class TestSasl : ISaslAuthority<string>
{
    internal const string User = "user";
    internal const string Password = "pencil";

    // RFC 7677 3: the example's salt and count.
    internal static readonly byte[] Salt = Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==");
    internal const int Iterations = 4096;

    internal List<string> Asked { get; } = [];

    internal List<ScramReport> Reports { get; } = [];

    internal SaslFailure? Outage { get; set; }

    internal IReadOnlyList<string> AppPasswords { get; init; } = [Password];

    internal static SaslContext Context(TlsState? tls = null, bool successData = false, RandomNumberGenerator? random = null) => new()
    {
        Peer = new SaslPeer(IPAddress.Parse("192.0.2.7"), "imap", tls is not null, "s1"),
        Random = random ?? RandomNumberGenerator.Create(),
        Tls = tls,
        SuccessData = successData,
    };

    internal static TlsState Tls(params ChannelBinding[] bindings) =>
        new(System.Security.Authentication.SslProtocols.Tls13, System.Net.Security.TlsCipherSuite.TLS_AES_128_GCM_SHA256, null, bindings);

    internal static byte[] Salted(string password) => Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), Salt, Iterations, HashAlgorithmName.SHA256, 32);

    public ValueTask<SaslOutcome<string>> CheckPasswordAsync(SaslPassword request, CancellationToken cancellationToken)
    {
        string password = Encoding.UTF8.GetString(request.Password.Span);
        Asked.Add($"{request.AuthorizationId}|{request.AuthenticationId}|{password}");
        if (Outage is { } outage)
            return new(SaslOutcome<string>.Fail(outage));
        return new(request.AuthenticationId == User && password == Password
            ? SaslOutcome<string>.Success(User)
            : SaslOutcome<string>.Fail(SaslFailure.BadCredentials));
    }

    public ValueTask<ScramLookup> FindScramAsync(string authenticationId, SaslPeer peer, CancellationToken cancellationToken)
    {
        if (Outage is { } outage)
            return new(ScramLookup.Fail(outage));
        return new(ScramLookup.Of(Salt, Iterations, authenticationId == User ? [.. AppPasswords.Select(Candidate)] : []));
    }

    public ValueTask<SaslOutcome<string>> ReportScramAsync(ScramReport report, CancellationToken cancellationToken)
    {
        Reports.Add(report);
        return new(report.Matched is null ? SaslOutcome<string>.Fail(SaslFailure.BadCredentials) : SaslOutcome<string>.Success((string)report.Matched.Credential!));
    }

    private static ScramCandidate Candidate(string password)
    {
        byte[] salted = Salted(password);
        byte[] clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        return new ScramCandidate(SHA256.HashData(clientKey), HMACSHA256.HashData(salted, "Server Key"u8), password);
    }
}
