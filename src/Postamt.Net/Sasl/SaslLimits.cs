namespace Postamt.Net.Sasl;

/// <summary>Sizes of one exchange.</summary>
public static class SaslLimits
{
    /// <summary>RFC 4954 4: a base64 line has at most 12288 octets, CRLF included.</summary>
    public const int Line = 12288;

    /// <summary>RFC 4616 2 asks for at least 255 octets a name; an address with UTF-8 local part needs up to 320.</summary>
    public const int Name = 512;

    /// <summary>RFC 4616 2 asks for at least 255 octets; what is longer is not hashed.</summary>
    public const int Password = 1024;

    /// <summary>Longest nonce of a client in octets; common clients send 16 to 48.</summary>
    public const int Nonce = 512;

    /// <summary>Messages of one exchange; the longest mechanism has three.</summary>
    public const int Steps = 4;
}
