using Microsoft.Extensions.Logging;
using Postamt.Net.Tls;
using Postamt.Operations.Readiness;
using Postamt.Server.Options;

namespace Postamt.Server.Http;

/// <summary>What a node shows the world: its certificates, and over HTTP whether it lives and serves. It is there as long as the process, also while that waits for its data.</summary>
internal sealed class NodeFace : IAsyncDisposable
{
    private NodeFace(NodeReadiness readiness, TlsCertificates tls, HttpFace http) => (Readiness, Tls, Http) = (readiness, tls, http);

    internal NodeReadiness Readiness { get; }

    /// <summary>None, until somebody puts them there.</summary>
    internal TlsCertificates Tls { get; }

    internal HttpFace Http { get; }

    /// <exception cref="Postamt.Net.ListenerException">A port that was asked for cannot be opened.</exception>
    internal static async ValueTask<NodeFace> StartAsync(StartOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var (readiness, tls) = (new NodeReadiness(), new TlsCertificates(time, loggers.CreateLogger<TlsCertificates>()));
        return new NodeFace(readiness, tls, await HttpFace.StartAsync(options, readiness, tls, loggers, cancellationToken));
    }

    public ValueTask DisposeAsync() => Http.DisposeAsync();
}
