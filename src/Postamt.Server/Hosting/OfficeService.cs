using System.Net;
using Microsoft.Extensions.Logging;
using Postamt.Delivery.Remote;
using Postamt.Directory.Login;
using Postamt.Mail.Addresses;
using Postamt.Net;
using Postamt.Net.Tls;
using Postamt.Operations.Readiness;
using Postamt.Operations.Rollouts;
using Postamt.Queue.Running;
using Postamt.Server.Http;
using Postamt.Server.Options;

namespace Postamt.Server.Hosting;

/// <summary>A post office at work: listeners, delivery and the jobs that go with them, over open data.</summary>
internal sealed class OfficeService : IAsyncDisposable, INodeControl
{
    private readonly OfficeData _data;
    private readonly OfficeMetrics _metrics;
    private readonly NodeFace _face;
    private readonly CertificateFiles _certificates;
    private readonly SharedCertificate _shared;
    private readonly Authenticator _authenticator;
    private readonly SignIns _signIns;
    private readonly RemoteDelivery _remote;
    private readonly QueueRunnerFactory _delivery;
    private readonly LeaseKeeper _leases;
    private readonly CancellationTokenSource _hurry = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IReadOnlyList<ListenerOptions> _listeners;
    private Shift? _shift;
    private BesideMail? _beside;

    private OfficeService(OfficeData data, OfficeMetrics metrics, DomainName hostName, SenderRewriting rewriting, NodeFace face, CertificateFiles certificates, SharedCertificate shared, Authenticator authenticator)
    {
        _data = data;
        _metrics = metrics;
        _face = face;
        _certificates = certificates;
        _shared = shared;
        _authenticator = authenticator;
        Readiness.Note("self-test", isGone: data.Options.OnTrial);
        _signIns = new SignIns(data.Directory.Directory, data.DirectoryChanges, data.Time, data.Loggers.CreateLogger<SignIns>());
        Protocols = new ProtocolTable(data, hostName, rewriting, authenticator, _signIns, metrics);
        _listeners = Protocols.Listeners;
        _remote = RemoteDeliveryFactory.Make(data, hostName, rewriting);
        _delivery = new QueueRunnerFactory(data, hostName, rewriting, _remote);
        _leases = _delivery.MakeLeases();
    }

    public NodeReadiness Readiness => _face.Readiness;

    internal ProtocolTable Protocols { get; }

    /// <summary>Where each listener really is; of mail only while there is a shift.</summary>
    internal IReadOnlyDictionary<string, IPEndPoint> EndPoints =>
        new Dictionary<string, IPEndPoint>([.. _shift?.EndPoints ?? new Dictionary<string, IPEndPoint>(), .. _face.Http.EndPoints]);

    /// <param name="face">Goes with the service, also when that does not come to be; null: one of its own.</param>
    /// <exception cref="OptionException">The host name cannot be used.</exception>
    /// <exception cref="ListenerException">A port cannot be opened.</exception>
    internal static async ValueTask<OfficeService> StartAsync(OfficeData data, NodeFace? face, CancellationToken cancellationToken)
    {
        face ??= await NodeFace.StartAsync(data.Options, data.Time, data.Loggers, cancellationToken);
        OfficeService service;
        try
        {
            service = await MakeAsync(data, face, cancellationToken);
        }
        catch
        {
            await face.DisposeAsync();
            throw;
        }
        try
        {
            await service.OpenAsync(cancellationToken);
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
        service._beside = new BesideMail(data, service._metrics, service.Readiness, service._leases, () => service.EndPoints);
        data.Switches.Certificate.Changed += service.SwapCertificate;
        data.Control = service;
        return service;
    }

    private static async ValueTask<OfficeService> MakeAsync(OfficeData data, NodeFace face, CancellationToken cancellationToken)
    {
        if (!DomainName.TryParse(data.Options.HostName, out var hostName))
            throw new OptionException($"--hostname {data.Options.HostName}: this is not a host name; write it as in mail.example.com.");
        PemFiles[] files = data.Options.Certificate is { } certificate ? [new PemFiles(certificate, data.Options.CertificateKey!)] : [];
        var shared = await SharedCertificate.OpenAsync(data, cancellationToken);
        var certificates = new CertificateFiles(files, () => shared.Current, data.Options.Data, hostName.Ascii, face.Tls, data.Time);
        certificates.Start();
        shared.Watch(() => certificates.Check());
        var throttle = new LoginThrottleOptions { SpareLoopback = data.Options.SpareLoopback };
        var authenticator = await Authenticator.CreateAsync(data.Directory.Directory, data.Secrets, data.Hashing, data.DirectoryChanges, throttle, data.Time, data.Random, data.Loggers.CreateLogger<Authenticator>(), cancellationToken);
        if (data.Options.Database is not null) authenticator.Share(data.Directory.LoginFailures, data.Epoch);
        return new OfficeService(data, new OfficeMetrics(), hostName, await SharedRewriting.OpenAsync(data, cancellationToken), face, certificates, shared, authenticator);
    }

    /// <summary>A version on trial tests itself; one of several nodes sends canary mail from then on.</summary>
    /// <exception cref="OptionException">The self-test failed.</exception>
    internal async ValueTask ProbeAsync(CancellationToken cancellationToken)
    {
        if (_data.Options.OnTrial) await SelfTest.RunAsync(stop => CanaryAccount.EnsureAsync(_data, stop), EndPoints, _data.Time, cancellationToken);
        Readiness.Note("self-test", isGone: false);
        if (_data.Options.Database is not null) _beside!.SendCanaries();
    }

    /// <summary>From now on this node takes part in rollouts.</summary>
    internal void Watch(IReplaceable node) => _beside!.Watch(node);

    public async ValueTask DrainAsync(TimeSpan? notice)
    {
        await _turn.WaitAsync();
        try
        {
            if (_shift is not { } shift) return;
            Readiness.Enter(NodePhase.Draining);
            await NoticeAsync(notice ?? DrainLimits.NoticeOf(_data.Options));
            _shift = null;
            await shift.DisposeAsync();
            Readiness.Enter(NodePhase.Drained);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask ResumeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_shift is null) await OpenAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Drains, then ends what went on beside mail; HTTP is heard to the last. A drain that still gives notice goes on at once.</summary>
    public async ValueTask DisposeAsync()
    {
        _data.Control = null;
        _data.Switches.Certificate.Changed -= SwapCertificate;
        _hurry.CancelAfter(DrainLimits.NoticeOf(_data.Options));
        await DrainAsync(null);
        if (_beside is not null) await _beside.DisposeAsync();
        await _face.DisposeAsync();
        await _remote.DisposeAsync();
        await _signIns.DisposeAsync();
        await _authenticator.DisposeAsync();
        await _shared.DisposeAsync();
        _certificates.Dispose();
        _metrics.Dispose();
        _hurry.Dispose();
        _turn.Dispose();
    }

    private void SwapCertificate(bool isSwapped)
    {
        if (isSwapped) _face.Tls.TryUse([SelfSignedCertificate.Create(_data.Options.HostName, _data.Time)]);
        else _certificates.Reload();
    }

    private async Task NoticeAsync(TimeSpan notice)
    {
        try
        {
            await Task.Delay(notice, _data.Time, _hurry.Token);
        }
        catch (OperationCanceledException)
        {
            // The process ends: it has its own deadline.
            return;
        }
    }

    private async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        _listeners = [.. _listeners.Select(listener => listener with { InheritedHandle = (ulong?)_data.Options.Sockets.Descriptor(listener.Name) })];
        var listeners = new PostamtListeners(_listeners, Protocols.ByName, Services());
        var shift = await Shift.StartAsync(listeners, _listeners, _data.Options.Roles.HasFlag(NodeRoles.Delivery) ? _delivery.MakeRunner(_leases) : null, cancellationToken);
        // A port that was free stays the same after a drain.
        _listeners = [.. _listeners.Select(listener => listener with { EndPoint = shift.EndPoints[listener.Name] })];
        _shift = shift;
        Readiness.Enter(NodePhase.Serving);
    }

    private ListenerServices Services()
    {
        var limits = MachineLimits.Bound(new NetLimits { ExemptLoopback = _data.Options.SpareLoopback }, _data.Loggers.CreateLogger("Postamt.Server"));
        return new ListenerServices
        {
            Limits = limits,
            ConnectionLimits = new ConnectionLimits(limits),
            Time = _data.Time,
            Random = _data.Random,
            Loggers = _data.Loggers,
            Certificates = _face.Tls,
            Metrics = _metrics.Net,
        };
    }
}
