using System.Net;
using Microsoft.Extensions.Logging;
using Postamt.Delivery.Local;
using Postamt.Delivery.Notices;
using Postamt.Delivery.Remote;
using Postamt.Directory.Login;
using Postamt.Mail.Addresses;
using Postamt.Net;
using Postamt.Net.Tls;
using Postamt.Operations.Jobs;
using Postamt.Queue.Running;
using Postamt.Server.Options;

namespace Postamt.Server.Hosting;

/// <summary>A post office at work: listeners, delivery and the jobs that go with them, over open data.</summary>
internal sealed class OfficeService : IAsyncDisposable
{
    private readonly OfficeData _data;
    private readonly CertificateFiles _certificates;
    private readonly PostamtListeners _listeners;
    private readonly Authenticator _authenticator;
    private readonly RemoteDelivery _remote;
    private readonly QueueRunner _runner;
    private readonly JobRunner _jobs;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private Task _work = Task.CompletedTask;

    private OfficeService(OfficeData data, DomainName hostName, TlsCertificates tls, CertificateFiles certificates, Authenticator authenticator)
    {
        _data = data;
        _certificates = certificates;
        _authenticator = authenticator;
        Protocols = new ProtocolTable(data, hostName, authenticator);
        _listeners = new PostamtListeners(Protocols.Listeners, Protocols.ByName, Services(data, tls));
        _remote = RemoteDeliveryFactory.Make(data, hostName);
        var postmaster = new EmailAddress("postmaster", hostName);
        var notices = new NoticeWriter(hostName, postmaster, data.Addresses, data.Engine.Blobs, data.Engine.Spool, data.Time, data.Random);
        var limits = new QueueLimits();
        var queue = data.Surroundings.Queue(data.Engine.Queue);
        var local = new LocalDelivery(data.Addresses, new Expansion(data.Addresses));
        var delivery = new Postamt.Queue.Running.Delivery(queue, local, _remote, notices, limits, new RetrySchedule(limits, data.Random), data.Time, data.Loggers.CreateLogger<Postamt.Queue.Running.Delivery>());
        _runner = new QueueRunner(queue, delivery, data.Epoch, limits, data.Time, data.Loggers.CreateLogger<QueueRunner>());
        _jobs = OfficeJobs.Make(data);
    }

    internal ProtocolTable Protocols { get; }

    /// <summary>Where each listener really is.</summary>
    internal IReadOnlyDictionary<string, IPEndPoint> EndPoints => Protocols.Listeners.ToDictionary(listener => listener.Name, _listeners.EndPointOf);

    /// <exception cref="OptionException">The host name cannot be used.</exception>
    /// <exception cref="ListenerException">A port cannot be opened.</exception>
    internal static async ValueTask<OfficeService> StartAsync(OfficeData data, CancellationToken cancellationToken)
    {
        if (!DomainName.TryParse(data.Options.HostName, out var hostName))
            throw new OptionException($"--hostname {data.Options.HostName}: this is not a host name; write it as in mail.example.com.");
        var tls = new TlsCertificates(data.Time, data.Loggers.CreateLogger<TlsCertificates>());
        PemFiles[] files = data.Options.Certificate is { } certificate ? [new PemFiles(certificate, data.Options.CertificateKey!)] : [];
        var certificates = new CertificateFiles(files, data.Options.Data, hostName.Ascii, tls, data.Time);
        certificates.Start();
        var throttle = new LoginThrottleOptions { SpareLoopback = data.Options.Trying };
        var authenticator = await Authenticator.CreateAsync(data.Directory.Directory, data.Secrets, data.Hashing, data.DirectoryChanges, throttle, data.Time, data.Random, data.Loggers.CreateLogger<Authenticator>(), cancellationToken);
        var service = new OfficeService(data, hostName, tls, certificates, authenticator);
        try
        {
            await service._listeners.StartAsync(cancellationToken);
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
        service._work = Task.WhenAll(
            service._runner.RunAsync(service._stop.Token, service._abort.Token),
            service._jobs.RunAsync(service._stop.Token));
        return service;
    }

    /// <summary>Drains: no new connections, sessions end at their next safe point, deliveries under way come to their end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listeners.DisposeAsync();
        _abort.CancelAfter(TimeSpan.FromSeconds(20));
        await _work;
        await _abort.CancelAsync();
        await _remote.DisposeAsync();
        await _authenticator.DisposeAsync();
        _certificates.Dispose();
        _stop.Dispose();
        _abort.Dispose();
    }

    private static ListenerServices Services(OfficeData data, TlsCertificates tls)
    {
        var limits = new NetLimits { ExemptLoopback = data.Options.Trying };
        return new ListenerServices
        {
            Limits = limits,
            ConnectionLimits = new ConnectionLimits(limits),
            Time = data.Time,
            Random = data.Random,
            Loggers = data.Loggers,
            Certificates = tls,
        };
    }
}
