using Postamt.Imap.Grammar;

namespace Postamt.Imap;

/// <summary>How this server speaks IMAP.</summary>
public sealed record ImapOptions
{
    /// <summary>LOGIN and AUTH=PLAIN without TLS; only for a loopback listener while trying out.</summary>
    public bool AllowPlainLogin { get; init; }

    public ImapLimits Limits { get; init; } = new();
}
