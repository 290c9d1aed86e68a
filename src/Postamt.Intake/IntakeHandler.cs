using Postamt.Intake.Sessions;
using Postamt.Net.Sasl;
using Postamt.Smtp.Server;

namespace Postamt.Intake;

/// <summary>The deciding side of the MX, submission and LMTP listeners; the listener's profile says which rules hold.</summary>
/// <param name="authority">Null on listeners without AUTH.</param>
public sealed class IntakeHandler(IntakeServices services, ISaslAuthority<SmtpIdentity>? authority) : ISmtpHandler
{
    public ISaslAuthority<SmtpIdentity>? Authority => authority;

    public ISmtpSessionHandler Begin(SmtpPeer peer) => new IntakeSession(services, peer);
}
