using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Postamt.Imap;
using Postamt.Net;
using Postamt.Operations;
using Postamt.Smtp;

namespace Postamt.Server.Hosting;

/// <summary>The figures of one post office. They cost next to nothing while nobody listens to them.</summary>
internal sealed class OfficeMetrics : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    internal OfficeMetrics()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        Net = new NetMetrics(factory);
        Smtp = new SmtpMetrics(factory);
        Imap = new ImapMetrics(factory);
        Operations = new OperationsMetrics(factory);
    }

    internal NetMetrics Net { get; }

    internal SmtpMetrics Smtp { get; }

    internal ImapMetrics Imap { get; }

    internal OperationsMetrics Operations { get; }

    public void Dispose() => _services.Dispose();
}
