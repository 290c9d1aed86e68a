using Postamt.Cluster.Settings;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Mime;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Delivering;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;
using Postamt.Smtp.Client;
using Postamt.Store.Blobs;

namespace Postamt.Delivery.Remote;

/// <summary>
/// Hands mail to other servers: next hops in their order, over a waiting connection where there is one. The next hop is tried only while the final
/// dot has not been sent; after it the outcome may be unknown, and a later attempt is the queue's decision.
/// </summary>
public sealed class RemoteDelivery : IDeliveryAgent, IAsyncDisposable
{
    private readonly NextHopFinder _finder;
    private readonly IBlobs _blobs;
    private readonly Connector _connector;
    private readonly ConnectionPool _pool;
    private readonly ITimer _sweep;

    public RemoteDelivery(string hostName, NextHopFinder finder, IBlobs blobs, IDialing dialing, ISecrets secrets, DeliveryLimits limits, TimeProvider time)
    {
        _finder = finder;
        _blobs = blobs;
        _connector = new Connector(hostName, dialing, secrets, time);
        _pool = new ConnectionPool(limits, time);
        _sweep = time.CreateTimer(static pool => _ = ((ConnectionPool)pool!).SweepAsync().AsTask(), _pool, limits.IdleTime, limits.IdleTime);
    }

    public async ValueTask<IReadOnlyList<AttemptResult>> DeliverAsync(LeasedMessage message, IDotGuard guard, CancellationToken cancellationToken)
    {
        var found = await _finder.FindAsync(message.Destination.Domain, cancellationToken);
        if (found is NextHops.None none)
            return All(message, none.Permanent ? new Attempt.Permanent(none.Failure) : new Attempt.Transient(none.Failure));
        var opened = await _blobs.OpenAsync(message.Content, cancellationToken);
        if (!opened.TryGet(out var content))
            return All(message, new Attempt.Transient(new DeliveryFailure(new EnhancedStatus(4, 3, 0), $"The stored content cannot be read: {opened.Error} {opened.Detail}", null, null)));
        await using (content)
        {
            return await DeliverAsync(message, (NextHops.Some)found, content, guard, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        await _pool.DisposeAsync();
    }

    private async ValueTask<IReadOnlyList<AttemptResult>> DeliverAsync(LeasedMessage message, NextHops.Some found, IBlobReader content, IDotGuard guard, CancellationToken cancellationToken)
    {
        Attempt last = new Attempt.Transient(new DeliveryFailure(new EnhancedStatus(4, 4, 1), "No server could be reached.", null, null));
        foreach (var hop in found.Hops)
        {
            for (var fresh = false; ; fresh = true)
            {
                var (connection, failure) = await OpenAsync(hop, fresh, cancellationToken);
                if (connection is null)
                {
                    last = Failed(failure!);
                    // A 5xx greeting speaks for the host, and the host for the domain only when no other is left (RFC 5321 5.1).
                    break;
                }
                var dotSent = false;
                var mail = Outbound(message, content, async stop => dotSent = await guard.MaySendAsync(hop.Host, stop));
                var sent = await connection.Connection.SendAsync(mail, cancellationToken);
                await _pool.GiveAsync(hop, connection, cancellationToken);
                var broken = sent.Recipients.All(each => each.Reply.Code == 0 && !each.Reply.IsPermanent);
                if (!broken || dotSent) return Results(message, sent);
                last = Failed(sent.Recipients[0].Reply);
                // A waiting connection may have been closed by the other side: that says nothing about the server.
                if (!connection.IsReused) break;
            }
        }
        return All(message, last);
    }

    private async ValueTask<(PooledConnection? Connection, RemoteReply? Failure)> OpenAsync(NextHop hop, bool fresh, CancellationToken cancellationToken)
    {
        if (!fresh && await _pool.TakeAsync(hop) is { } waiting) return (waiting, null);
        var result = await _connector.ConnectAsync(hop, cancellationToken);
        return result.Connection is { } made ? (new PooledConnection(made, 0, IsReused: false), null) : (null, result.Failure);
    }

    private static OutboundMail Outbound(LeasedMessage message, IBlobReader content, Func<CancellationToken, ValueTask<bool>> beforeDot)
    {
        var structure = MessageStructure.Read(message.Structure.Span);
        return new OutboundMail
        {
            Envelope = new Envelope(message.Mail, [.. message.Recipients.Select(each => each.Recipient)]),
            Prefix = message.TraceHeader,
            OpenAsync = _ => ValueTask.FromResult<Stream>(new BlobStream(content)),
            Length = message.TraceHeader.Length + content.Length,
            EightBit = structure.Has(StructureFlags.Needs8Bit),
            Utf8Headers = structure.Has(StructureFlags.NeedsSmtpUtf8),
            BeforeFinalDot = beforeDot,
        };
    }

    private static List<AttemptResult> Results(LeasedMessage message, SmtpSendResult sent) =>
        [.. message.Recipients.Select((recipient, i) => new AttemptResult(recipient.Id, sent.Recipients[i].Reply is { IsPositive: true } reply
            ? new Attempt.Relayed(reply.Host, reply.ToString(), sent.DsnPassedOn)
            : Failed(sent.Recipients[i].Reply)))];

    private static Attempt Failed(RemoteReply reply)
    {
        var said = reply.Code == 0 ? null : reply.ToString();
        var failure = new DeliveryFailure(reply.Status, said is null ? reply.Text : $"{reply.Host} answered: {said}", reply.Host, said);
        return reply.IsPermanent ? new Attempt.Permanent(failure) : new Attempt.Transient(failure);
    }

    private static List<AttemptResult> All(LeasedMessage message, Attempt attempt) =>
        [.. message.Recipients.Select(recipient => new AttemptResult(recipient.Id, attempt))];
}
