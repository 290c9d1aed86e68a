using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Changes;
using Postamt.Directory.Login;
using Postamt.Net.Sasl;
using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Spooling;

namespace Postamt.Imap.Sessions;

/// <summary>What all sessions share.</summary>
public sealed record ImapServices
{
    public required IMailboxes Mailboxes { get; init; }

    public required IMessages Messages { get; init; }

    public required IBlobs Blobs { get; init; }

    public required ISpool Spool { get; init; }

    public required Postamt.Store.Quotas.IQuotas Quotas { get; init; }

    public required IChangeBus Changes { get; init; }

    public required ISaslAuthority<LoginIdentity> Authority { get; init; }

    public required RandomNumberGenerator Random { get; init; }

    public required ILogger<ImapProtocol> Logger { get; init; }

    public ImapMetrics? Metrics { get; init; }

    public ImapOptions Options { get; init; } = new();
}
