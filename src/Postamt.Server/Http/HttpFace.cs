using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Postamt.Net.Tls;
using Postamt.Operations.Readiness;
using Postamt.Server.Hosting;
using Postamt.Server.Options;

namespace Postamt.Server.Http;

/// <summary>What this node says over HTTP: whether it lives, whether it serves, and its figures. Apart from the mail listeners, so that it is heard while those drain.</summary>
internal sealed class HttpFace : IAsyncDisposable
{
    private readonly WebApplication? _application;

    private HttpFace(WebApplication? application, IReadOnlyDictionary<string, IPEndPoint> endPoints) => (_application, EndPoints) = (application, endPoints);

    /// <summary>Where it really listens, by name: http, https.</summary>
    internal IReadOnlyDictionary<string, IPEndPoint> EndPoints { get; }

    /// <exception cref="Postamt.Net.ListenerException">A port that was asked for cannot be opened.</exception>
    internal static async ValueTask<HttpFace> StartAsync(StartOptions options, NodeReadiness readiness, TlsCertificates tls, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        using var doors = HttpDoors.Open(options, loggers.CreateLogger<HttpFace>());
        if (doors.Listen.Count == 0) return new HttpFace(null, new Dictionary<string, IPEndPoint>());
        var opened = new Dictionary<string, ListenOptions>();
        var application = Make(doors, opened, options, readiness, tls, loggers);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
        foreach (var (name, open) in opened) Log.HttpOpen(loggers.CreateLogger<HttpFace>(), name, open.IPEndPoint!);
        return new HttpFace(application, opened.ToDictionary(each => each.Key, each => each.Value.IPEndPoint!));
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null) await _application.DisposeAsync();
    }

    private static WebApplication Make(HttpDoors doors, Dictionary<string, ListenOptions> opened, StartOptions options, NodeReadiness readiness, TlsCertificates tls, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.Services.AddOpenTelemetry().ConfigureResource(about => about.AddService("postamt", serviceVersion: Product.Version, serviceInstanceId: options.Node)).WithMetrics(metrics => metrics
            .AddMeter("Postamt.*")
            .AddView(static instrument => instrument.Unit == "s" ? Seconds : null)
            .AddPrometheusExporter());
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = doors.Take);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            Limit(kestrel);
            var visitors = new VisitorLimit(options.TrustedProxies);
            foreach (var each in doors.Listen)
            {
                kestrel.Listen(each.EndPoint!, open =>
                {
                    open.Use(visitors.Admit);
                    if (Listening.IsImplicitTls(each.Name)) open.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = hello => new(tls.OptionsFor(hello.ClientHelloInfo.ServerName)) });
                    opened[each.Name] = open;
                });
            }
        });
        var application = builder.Build();
        application.Use(new MetricsAccess(options.MetricsFrom).InvokeAsync);
        application.UseRouting();
        application.MapMethods("/healthz", Reading, static context => SayAsync(context, 200, "alive"));
        application.MapMethods("/readyz", Reading, context => SayAsync(context, readiness.IsReady ? 200 : 503, readiness.ToString()));
        application.MapPrometheusScrapingEndpoint(MetricsAccess.Path);
        return application;
    }

    /// <summary>From a command that is answered at once to a session that lasts.</summary>
    private static readonly ExplicitBucketHistogramConfiguration Seconds = new() { Boundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800] };

    private const int MostConnections = 1_000;

    private static readonly string[] Reading = ["GET", "HEAD"];

    /// <summary>Nothing here takes a body or is asked by many.</summary>
    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        kestrel.Limits.MaxConcurrentConnections = OpenFiles.Connections(MostConnections, OpenFiles.Limit() / 8);
    }

    private static async Task SayAsync(HttpContext context, int status, string word)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.WriteAsync(word + "\n", context.RequestAborted);
    }
}
