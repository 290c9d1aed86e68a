namespace Postamt.Smtp.Server;

/// <summary>What the one engine is on a listener.</summary>
public enum SmtpProfile
{
    /// <summary>Takes mail from other servers.</summary>
    Mx,

    /// <summary>Takes mail from people and programs that sign in (RFC 6409).</summary>
    Submission,

    /// <summary>LHLO, and one reply a recipient (RFC 2033).</summary>
    Lmtp,
}
