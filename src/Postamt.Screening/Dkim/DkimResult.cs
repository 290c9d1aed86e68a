namespace Postamt.Screening.Dkim;

/// <summary>What became of a signature (RFC 8601 2.7.1).</summary>
public enum DkimResult
{
    /// <summary>It fits, and the key is the domain's.</summary>
    Pass,

    /// <summary>It does not fit, or its time is over.</summary>
    Fail,

    /// <summary>It says too little to be relied on.</summary>
    Neutral,

    /// <summary>It is not one we rely on: too weak, or one too many.</summary>
    Policy,

    /// <summary>DNS does not tell the key now.</summary>
    TempError,

    /// <summary>It, or its key, cannot be understood.</summary>
    PermError,
}

/// <param name="Domain">Who signed (d=); empty where that cannot be read.</param>
/// <param name="Selector">Of the key (s=).</param>
/// <param name="Identity">For whom (i=), or "@" and the domain.</param>
/// <param name="Algorithm">As in "rsa-sha256".</param>
/// <param name="Why">One line for people.</param>
/// <param name="Signature">The beginning of the signature itself, for telling several apart (RFC 6008).</param>
public sealed record DkimOutcome(DkimResult Result, string Domain, string Selector, string Identity, string Algorithm, string Why, string Signature)
{
    /// <summary>The domain says that it is still trying (t=y).</summary>
    public bool IsTesting { get; init; }
}
