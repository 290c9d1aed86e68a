using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Postamt.Net;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server;

/// <summary>One profile as a protocol of the listeners; serves all their connections.</summary>
public sealed class SmtpServer : IProtocol
{
    private static readonly byte[] FullLine = Encoding.ASCII.GetBytes(ReplyFormat.ToText(SmtpReply.Of(421, 3, 2, "Too busy, try again later")));
    private static readonly byte[] AddressLine = Encoding.ASCII.GetBytes(ReplyFormat.ToText(SmtpReply.Of(421, 7, 0, "Too many connections from your address")));

    public SmtpServer(SmtpServerOptions options, ISmtpHandler handler, RandomNumberGenerator random, ILogger<SmtpServer> logger, SmtpMetrics? metrics = null)
    {
        options.Limits.Validate();
        (Options, Handler, Random, Logger, Metrics) = (options, handler, random, logger, metrics);
    }

    internal SmtpServerOptions Options { get; }

    internal ISmtpHandler Handler { get; }

    internal RandomNumberGenerator Random { get; }

    internal ILogger Logger { get; }

    internal SmtpMetrics? Metrics { get; }

    public ReadOnlyMemory<byte> Refusal(RefusalReason reason) => reason switch
    {
        RefusalReason.AddressFull => AddressLine,
        _ => FullLine,
    };

    public async ValueTask RunAsync(Wire wire, CancellationToken cancellationToken)
    {
        var session = new SmtpServerSession(this, wire);
        await session.RunAsync(cancellationToken);
    }
}
