namespace Postamt.Net;

/// <summary>Who speaks something else on a mail port. Such a peer is cut at its first octets, so that no form of a browser becomes a mail.</summary>
public static class ForeignProtocol
{
    /// <summary>Looks at the first line or the first octets of a connection.</summary>
    public static ForeignSpeech Detect(ReadOnlySpan<byte> first)
    {
        // RFC 8446 5.1: a handshake record starts 22, 3, minor version.
        if (first.Length >= 2 && first[0] == 0x16 && first[1] == 0x03)
            return ForeignSpeech.Tls;
        foreach (string verb in HttpVerbs)
        {
            if (first.Length > verb.Length && first[verb.Length] == (byte)' ' && System.Text.Ascii.Equals(first[..verb.Length], verb))
                return ForeignSpeech.Http;
        }
        return ForeignSpeech.None;
    }

    private static readonly string[] HttpVerbs = ["GET", "POST", "CONNECT", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "PRI"];
}
