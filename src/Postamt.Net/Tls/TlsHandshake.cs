// The server's side of TLS over a pipe pair. RFC 8996: TLS 1.0 and 1.1 are not offered. RFC 8314 3: implicit TLS and
// STARTTLS end in the same state.
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;

namespace Postamt.Net.Tls;

/// <summary>Runs one handshake on what waits in the transport; whatever is no ClientHello makes it fail.</summary>
internal static class TlsHandshake
{
    /// <returns>Null when the handshake failed or the deadline passed; the transport is then of no use.</returns>
    internal static async Task<(SslStream Stream, TlsState State)?> RunAsync(
        IDuplexPipe transport, TlsCertificates certificates, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var stream = new SslStream(new DuplexPipeStream(transport.Input, transport.Output, gather: true), leaveInnerStreamOpen: false);
        var choice = new Choice(certificates);
        try
        {
            await stream.AuthenticateAsServerAsync(
                static (_, hello, state, _) => new ValueTask<SslServerAuthenticationOptions>(((Choice)state!).Take(hello.ServerName)), choice, either.Token);
            TlsBuffers.Release(stream);
            return (stream, StateOf(stream, choice));
        }
        // NotSupportedException: octets like a hello of SSL 2 fail before a certificate is asked for.
        catch (Exception failed) when (failed is AuthenticationException or IOException or OperationCanceledException or InvalidOperationException or NotSupportedException)
        {
            await stream.DisposeAsync();
            return null;
        }
    }

    private static TlsState StateOf(SslStream stream, Choice choice)
    {
        var bindings = new List<ChannelBinding>(2);
        if (TlsExporter.Export(stream) is { } exported)
            bindings.Add(new ChannelBinding(ChannelBinding.Exporter, exported));
        if (choice.Certificate?.EndPointHash is { } hash)
            bindings.Add(new ChannelBinding(ChannelBinding.ServerEndPoint, hash));
        return new TlsState(stream.SslProtocol, stream.NegotiatedCipherSuite, choice.Name, bindings);
    }

    private sealed class Choice(TlsCertificates certificates)
    {
        internal ServerCertificate? Certificate { get; private set; }

        internal string? Name { get; private set; }

        internal SslServerAuthenticationOptions Take(string? serverName)
        {
            Certificate = certificates.Select(serverName);
            Name = serverName is { Length: > 0 and <= 255 } && System.Text.Ascii.IsValid(serverName) ? serverName.ToLowerInvariant() : null;
            return Certificate.Options;
        }
    }
}
