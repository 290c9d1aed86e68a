namespace Postamt.Net.Tls;

/// <summary>What became of <see cref="Wire.UpgradeToTlsAsync"/>.</summary>
public enum TlsUpgrade
{
    /// <summary>The wire is encrypted; input and output work on the new transport. The session starts anew.</summary>
    Done,

    /// <summary>No certificate here, or TLS is already on: nothing was said, answer the command with a refusal.</summary>
    NotAvailable,

    /// <summary>Octets waited behind the STARTTLS command: somebody may have put them there. Nothing was said; refuse and close.</summary>
    LeftoverInput,

    /// <summary>The handshake failed or took too long. Nothing can be said any more; end the session.</summary>
    Failed,
}
