using System.Security.Cryptography;
using Postamt.Net.Sasl;
using Postamt.Smtp.Server;

namespace Postamt.SmtpFakes;

/// <summary>Knows anna@post.example with the password "secret"; the user "away" stands for a directory that does not answer.</summary>
public sealed class FakeAuthority : ISaslAuthority<SmtpIdentity>
{
    private static readonly byte[] Salt = "0123456789abcdef"u8.ToArray();

    public ValueTask<SaslOutcome<SmtpIdentity>> CheckPasswordAsync(SaslPassword request, CancellationToken cancellationToken) =>
        new(request.AuthenticationId == "away" ? SaslOutcome<SmtpIdentity>.Fail(SaslFailure.Unavailable)
            : request.AuthenticationId == "anna@post.example" && request.Password.Span.SequenceEqual("secret"u8)
                ? SaslOutcome<SmtpIdentity>.Success(new FakeIdentity(request.AuthenticationId))
                : SaslOutcome<SmtpIdentity>.Fail(SaslFailure.BadCredentials));

    public ValueTask<ScramLookup> FindScramAsync(string authenticationId, SaslPeer peer, CancellationToken cancellationToken)
    {
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2("secret", Salt, 4096, HashAlgorithmName.SHA256, 32);
        byte[] stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        byte[] server = HMACSHA256.HashData(salted, "Server Key"u8);
        ScramCandidate[] candidates = authenticationId == "anna@post.example" ? [new ScramCandidate(stored, server, null)] : [];
        return new(ScramLookup.Of(Salt, 4096, candidates));
    }

    public ValueTask<SaslOutcome<SmtpIdentity>> ReportScramAsync(ScramReport report, CancellationToken cancellationToken) =>
        new(report.Matched is null ? SaslOutcome<SmtpIdentity>.Fail(SaslFailure.BadCredentials)
            : SaslOutcome<SmtpIdentity>.Success(new FakeIdentity(report.AuthenticationId)));
}
