namespace Postamt.Net;

/// <summary>What <see cref="ForeignProtocol.Detect"/> recognises.</summary>
public enum ForeignSpeech
{
    None,

    /// <summary>A request line of HTTP.</summary>
    Http,

    /// <summary>A TLS ClientHello on a plain port.</summary>
    Tls,
}
