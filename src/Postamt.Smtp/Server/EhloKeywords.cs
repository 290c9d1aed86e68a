namespace Postamt.Smtp.Server;

/// <summary>The keywords announced in EHLO, one constant each; each has a dialog of its name.</summary>
public static class EhloKeywords
{
    /// <summary>RFC 2920.</summary>
    public const string Pipelining = "PIPELINING";

    /// <summary>RFC 1870, with the largest message in octets.</summary>
    public const string Size = "SIZE";

    /// <summary>RFC 6152.</summary>
    public const string EightBitMime = "8BITMIME";

    /// <summary>RFC 3207, while the wire is plain.</summary>
    public const string StartTls = "STARTTLS";

    /// <summary>RFC 4954, with the mechanisms usable now.</summary>
    public const string Auth = "AUTH";

    /// <summary>RFC 2034.</summary>
    public const string EnhancedStatusCodes = "ENHANCEDSTATUSCODES";

    /// <summary>RFC 6531.</summary>
    public const string SmtpUtf8 = "SMTPUTF8";

    /// <summary>RFC 3461.</summary>
    public const string Dsn = "DSN";

    /// <summary>RFC 3030 2; BINARYMIME is not announced.</summary>
    public const string Chunking = "CHUNKING";

    /// <summary>RFC 9422, with RCPTMAX and MAILMAX.</summary>
    public const string Limits = "LIMITS";

    /// <summary>RFC 5321 4.1.1.8.</summary>
    public const string Help = "HELP";
}
