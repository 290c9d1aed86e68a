using Postamt.Net.Sasl;
using Postamt.Smtp.Server;

namespace Postamt.Intake.Tests;

/// <summary>Everybody in the house has the password "secret".</summary>
internal sealed class PasswordAuthority(House house) : ISaslAuthority<SmtpIdentity>
{
    public ValueTask<SaslOutcome<SmtpIdentity>> CheckPasswordAsync(SaslPassword request, CancellationToken cancellationToken) =>
        new(request.Password.Span.SequenceEqual("secret"u8) && house.Login(request.AuthenticationId) is { } login
            ? SaslOutcome<SmtpIdentity>.Success(new IntakeIdentity(login))
            : SaslOutcome<SmtpIdentity>.Fail(SaslFailure.BadCredentials));

    public ValueTask<ScramLookup> FindScramAsync(string authenticationId, SaslPeer peer, CancellationToken cancellationToken) =>
        new(ScramLookup.Fail(SaslFailure.BadCredentials));

    public ValueTask<SaslOutcome<SmtpIdentity>> ReportScramAsync(ScramReport report, CancellationToken cancellationToken) =>
        new(SaslOutcome<SmtpIdentity>.Fail(SaslFailure.BadCredentials));
}
