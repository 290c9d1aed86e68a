namespace Postamt.Net.Sasl;

/// <summary>Why an authentication failed. Each protocol maps it to its own reply once.</summary>
public enum SaslFailure
{
    /// <summary>Unknown user, wrong password, locked or suspended account: one answer for all.</summary>
    BadCredentials,

    /// <summary>The password is right, but not for acting as the other identity that was asked for.</summary>
    NotAuthorized,

    /// <summary>The client's message breaks the mechanism's grammar or a size limit.</summary>
    Malformed,

    /// <summary>The client sent <c>*</c>.</summary>
    Aborted,

    /// <summary>A fault of ours: later it may work (454, NO [UNAVAILABLE]).</summary>
    Unavailable,

    /// <summary>This peer or account has failed too often; the password was not looked at.</summary>
    TooManyFailures,

    /// <summary>The channel binding is not this connection's, or somebody hid that the server can bind (RFC 5802 6).</summary>
    ChannelBinding,

    /// <summary>No such mechanism here.</summary>
    UnknownMechanism,

    /// <summary>The mechanism shows the password and the wire is not encrypted (538, [PRIVACYREQUIRED]).</summary>
    EncryptionRequired,
}
