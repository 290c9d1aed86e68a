using System.Globalization;
using Postamt.Directory.Login;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Net.Sasl;

namespace Postamt.Imap.Commands;

/// <summary>The common end of LOGIN and AUTHENTICATE.</summary>
internal static class SignIn
{
    public static ImapStatus End(Session session, SaslStep<LoginIdentity> step)
    {
        if (step.Identity is not { } identity) return Failed(session, step.Failure ?? SaslFailure.Unavailable);
        if (!session.Wire.TryAuthenticate(identity.Account.Value.ToString(CultureInfo.InvariantCulture)))
            return ImapStatus.No("Too many connections of this account", "LIMIT");
        session.SignIn(identity, session.Services.Authority.Watch(identity, session.Wire.Revoke));
        Log.SignedIn(session.Logger, session.Wire.Id, identity.Name);
        return ImapStatus.Ok("Signed in", "CAPABILITY " + Capabilities.Of(session));
    }

    private static ImapStatus Failed(Session session, SaslFailure failure)
    {
        Log.SignInFailed(session.Logger, session.Wire.Id, failure);
        if (failure is not SaslFailure.Aborted and not SaslFailure.EncryptionRequired && ++session.FailedLogins >= session.Limits.FailedLogins) session.Ending = true;
        return failure switch
        {
            SaslFailure.Aborted => ImapStatus.Bad("Cancelled"),
            SaslFailure.Malformed => ImapStatus.Bad("Cannot read the response", "CLIENTBUG"),
            SaslFailure.Unavailable => ImapStatus.No("Try again later", "UNAVAILABLE"),
            SaslFailure.UnknownMechanism => ImapStatus.No("No such mechanism", "CANNOT"),
            SaslFailure.EncryptionRequired => ImapStatus.No("Encrypt the connection first", "PRIVACYREQUIRED"),
            SaslFailure.TooManyFailures => ImapStatus.No("Try again later", "LIMIT"),
            // RFC 5530 3, RFC 9051 11.7: one text, whatever was wrong.
            _ => ImapStatus.No("Authentication failed", "AUTHENTICATIONFAILED"),
        };
    }
}
