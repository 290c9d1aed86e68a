using Microsoft.Extensions.Logging;
using Postamt.Delivery.Local;
using Postamt.Delivery.Notices;
using Postamt.Delivery.Remote;
using Postamt.Mail.Addresses;
using Postamt.Queue.Leasing;
using Postamt.Queue.Running;

namespace Postamt.Server.Hosting;

/// <summary>Puts the way out of the queue together: one runner for each stretch of work.</summary>
internal sealed class QueueRunnerFactory(OfficeData data, DomainName hostName, SenderRewriting rewriting, RemoteDelivery remote)
{
    private readonly QueueLimits _limits = new();
    private readonly IQueue _queue = data.Surroundings.Queue(data.Engine.Queue);

    internal LeaseKeeper MakeLeases() => new(_queue, data.Epoch, _limits, data.Time, data.Loggers.CreateLogger<LeaseKeeper>());

    internal QueueRunner MakeRunner(LeaseKeeper leases)
    {
        var postmaster = new EmailAddress("postmaster", hostName);
        var notices = new NoticeWriter(hostName, postmaster, data.Addresses, data.Engine.Blobs, data.Engine.Spool, data.Time, data.Random);
        var local = new LocalDelivery(data.Addresses, new Expansion(data.Addresses), rewriting);
        var delivery = new Postamt.Queue.Running.Delivery(_queue, local, remote, notices, _limits, new RetrySchedule(_limits, data.Random), data.Time, data.Loggers.CreateLogger<Postamt.Queue.Running.Delivery>());
        return new QueueRunner(_queue, delivery, data.Epoch, leases, _limits, data.Time, data.Loggers.CreateLogger<QueueRunner>());
    }
}
