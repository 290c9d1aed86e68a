namespace Postamt.Load.Servers;

/// <summary>What is not at its default with the peer.</summary>
internal sealed record PeerOptions
{
    /// <summary>Lines of Postfix's main.cf.</summary>
    public IReadOnlyList<string> PostfixLines { get; init; } = [];

    /// <summary>IMAP connections Dovecot must bear; 0 leaves its limits as they are.</summary>
    public int Connections { get; init; }

    /// <summary>Dovecot's "high-performance mode": a sign-in process serves many connections, instead of one each.</summary>
    public bool SharedLogins { get; init; }
}
