using System.Net.Security;

namespace Postamt.Smtp.Client;

/// <summary>One connection to one server.</summary>
public sealed record SmtpClientOptions
{
    /// <summary>What we say in EHLO.</summary>
    public required string HostName { get; init; }

    /// <summary>The server's name: in results, and for SNI.</summary>
    public required string ServerName { get; init; }

    /// <summary>LHLO, and one reply a recipient (RFC 2033).</summary>
    public bool Lmtp { get; init; }

    public SmtpTlsMode Tls { get; init; } = SmtpTlsMode.Opportunistic;

    /// <summary>Judges the server's certificate (DANE, MTA-STS, names). Null: any certificate will do, as RFC 7435 has it for opportunistic TLS.</summary>
    public RemoteCertificateValidationCallback? Certificate { get; init; }

    public SmtpCredentials? Credentials { get; init; }

    public SmtpTimeouts Timeouts { get; init; } = new();

    /// <summary>BDAT instead of DATA where offered.</summary>
    public bool Chunking { get; init; }
}
