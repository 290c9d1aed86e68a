using Postamt.Cluster.Settings;
using Postamt.Delivery.Remote.Identity;
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
    private readonly IOutboundIdentity _identity;
    private readonly Connector _connector;
    private readonly ConnectionPool _pool;
    private readonly DeliveryLimits _limits;
    private readonly ITimer _sweep;

    public RemoteDelivery(string hostName, NextHopFinder finder, IBlobs blobs, IOutboundIdentity identity, IDialing dialing, ISecrets secrets, DeliveryLimits limits, TimeProvider time)
    {
        _finder = finder;
        _blobs = blobs;
        _identity = identity;
        _limits = limits;
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
            return Ours(message, $"The stored content cannot be read: {opened.Error} {opened.Detail}");
        await using (content)
        {
            var structure = MessageStructure.Read(message.Structure.Span);
            OutboundName name;
            try
            {
                name = await _identity.NameAsync(message, structure, content, cancellationToken);
            }
            catch (IOException open)
            {
                return Ours(message, $"It cannot be signed now: {open.Message}");
            }
            return await DeliverAsync(message, (NextHops.Some)found, Outbound(message, name, structure, content), guard, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        await _pool.DisposeAsync();
    }

    private async ValueTask<IReadOnlyList<AttemptResult>> DeliverAsync(LeasedMessage message, NextHops.Some found, OutboundMail outbound, IDotGuard guard, CancellationToken cancellationToken)
    {
        var last = new LastWord(message);
        var sessions = 0;
        foreach (var hop in found.Hops)
        {
            for (var fresh = false; ; fresh = true)
            {
                var (connection, failure) = await OpenAsync(hop, fresh, cancellationToken);
                if (connection is null)
                {
                    // A 5xx greeting speaks for the host, and the hosts for the domain only when all of them say so (RFC 5321 5.1).
                    last.Hear(All(message, failure!));
                    break;
                }
                bool? maySend = null;
                var mail = outbound with
                {
                    BeforeFinalDot = async (taken, stop) => (maySend = await guard.MaySendAsync([.. taken.Select(i => message.Recipients[i].Id)], hop.Host, stop)).Value,
                };
                var sent = await connection.Connection.SendAsync(mail, cancellationToken);
                await _pool.GiveAsync(hop, connection, cancellationToken);
                if (maySend == false) return Ours(message, "Whether the mail is still this node's to send could not be made sure of before its end; it was not sent.");
                // After the dot its answer counts, or that there is none.
                if (maySend is not null || !sent.Recipients.All(each => IsTemporary(each.Reply))) return Results(message, sent);
                // A waiting connection may have come to its end meanwhile: that says nothing about the server.
                if (connection.IsReused && sent.Recipients.All(each => IsEnd(each.Reply))) continue;
                last.Hear(Results(message, sent));
                if (++sessions >= _limits.MostSessions) return last.Results;
                break;
            }
        }
        return last.Results;
    }

    private static bool IsTemporary(RemoteReply reply) => !reply.IsPositive && !reply.IsPermanent;

    // RFC 5321 3.8: 421 may come at any time and ends the session.
    private static bool IsEnd(RemoteReply reply) => reply is { Code: 0 or 421 } && IsTemporary(reply);

    private async ValueTask<(PooledConnection? Connection, RemoteReply? Failure)> OpenAsync(NextHop hop, bool fresh, CancellationToken cancellationToken)
    {
        if (!fresh && await _pool.TakeAsync(hop) is { } waiting) return (waiting, null);
        var result = await _connector.ConnectAsync(hop, cancellationToken);
        if (result.Connection is { } made) return (new PooledConnection(made, 0, IsReused: false), null);
        var failure = result.Failure!;
        // Credentials that a smart host does not take are our fault, and a fault of ours is never the sender's.
        return (null, result.Step == SmtpClientStep.Authentication ? failure with { Code = 0, Status = new EnhancedStatus(4, 7, 0), Text = $"Cannot sign in: {failure}" } : failure);
    }

    private static OutboundMail Outbound(LeasedMessage message, OutboundName name, MessageStructure structure, IBlobReader content) => new()
    {
        Envelope = new Envelope(message.Mail with { ReversePath = name.ReversePath }, [.. message.Recipients.Select(each => each.Recipient)]),
        Prefix = name.Fields.IsEmpty ? message.TraceHeader : (byte[])[.. name.Fields.Span, .. message.TraceHeader.Span],
        OpenAsync = _ => ValueTask.FromResult<Stream>(new BlobStream(content)),
        Length = name.Fields.Length + message.TraceHeader.Length + content.Length,
        EightBit = structure.Has(StructureFlags.Needs8Bit),
        Utf8Headers = structure.Has(StructureFlags.NeedsSmtpUtf8),
    };

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

    private static List<AttemptResult> Ours(LeasedMessage message, string cause) =>
        All(message, new Attempt.Transient(new DeliveryFailure(new EnhancedStatus(4, 3, 0), cause, null, null), IsOurs: true));

    private static List<AttemptResult> All(LeasedMessage message, RemoteReply reply) => All(message, Failed(reply));

    private static List<AttemptResult> All(LeasedMessage message, Attempt attempt) =>
        [.. message.Recipients.Select(recipient => new AttemptResult(recipient.Id, attempt))];

    /// <summary>What is said when no host took the mail: the last host's word, but nothing is for good while another host may take it later.</summary>
    private sealed class LastWord(LeasedMessage message)
    {
        public IReadOnlyList<AttemptResult> Results { get; private set; } =
            All(message, new Attempt.Transient(new DeliveryFailure(new EnhancedStatus(4, 4, 1), "No server could be reached.", null, null)));

        private bool _heard;
        private bool _temporary;

        public void Hear(IReadOnlyList<AttemptResult> results)
        {
            var temporary = results.All(result => result.Attempt is Attempt.Transient);
            if (_heard && _temporary && !temporary) return;
            (Results, _heard) = (results, true);
            _temporary |= temporary;
        }
    }
}
