namespace Postamt.Screening.Spf;

/// <summary>What a domain says of a client (RFC 7208 2.6).</summary>
public enum SpfResult
{
    /// <summary>The domain says nothing, or there is none.</summary>
    None,

    /// <summary>It says that it says nothing of this client; to be treated as <see cref="None"/> (8.2).</summary>
    Neutral,

    /// <summary>The client may send for it.</summary>
    Pass,

    /// <summary>The client may not.</summary>
    Fail,

    /// <summary>The client probably may not.</summary>
    SoftFail,

    /// <summary>DNS does not tell now.</summary>
    TempError,

    /// <summary>What it says cannot be understood.</summary>
    PermError,
}
