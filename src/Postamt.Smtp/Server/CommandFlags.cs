namespace Postamt.Smtp.Server;

[Flags]
internal enum CommandFlags
{
    None = 0,

    /// <summary>Allowed before TLS where TLS is required (RFC 3207 4).</summary>
    BeforeTls = 1,

    /// <summary>Needs a signed-in peer on a submission listener.</summary>
    NeedsAuth = 2,

    /// <summary>RFC 2920 3.1 and 3.2: last of a pipelined group; its reply is never held back.</summary>
    EndsGroup = 4,

    /// <summary>Brings no mail forward: counted as junk.</summary>
    Junk = 8,

    /// <summary>Octets follow the command whether it is allowed or not (BDAT).</summary>
    CarriesOctets = 16,

    /// <summary>The line may be longer (AUTH with an initial response).</summary>
    LongLine = 32,
}
