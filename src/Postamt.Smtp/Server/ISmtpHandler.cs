using Postamt.Net.Sasl;

namespace Postamt.Smtp.Server;

/// <summary>
/// The one seam between the protocol and those who decide. Whatever a member throws is answered 451 4.3.0 and logged.
/// </summary>
public interface ISmtpHandler
{
    /// <summary>Null: AUTH is not offered.</summary>
    ISaslAuthority<SmtpIdentity>? Authority { get; }

    /// <summary>For each connection; no I/O.</summary>
    ISmtpSessionHandler Begin(SmtpPeer peer);
}
