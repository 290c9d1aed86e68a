namespace Postamt.Net;

/// <summary>Why a connection ended; the tag <c>error.type</c> of the connection metrics.</summary>
public enum WireEnd
{
    /// <summary>The protocol ended it in order, or the peer closed.</summary>
    Closed,

    /// <summary>The connection broke under us.</summary>
    PeerGone,

    /// <summary>The peer does not read what we write.</summary>
    WriteTimeout,

    /// <summary>A TLS handshake failed or took too long.</summary>
    TlsFailed,

    /// <summary>A PROXY header was missing, broken or too long.</summary>
    BadProxyHeader,

    /// <summary>A limit refused the connection.</summary>
    Refused,

    /// <summary>The server drained and the session did not end in time.</summary>
    Aborted,

    /// <summary>The protocol threw: our fault.</summary>
    Fault,
}
