using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Net.Tls;

namespace Postamt.Net.Tests;

/// <summary>Real listeners on loopback, on free ports, with the echo protocol.</summary>
internal sealed class ListenerHouse : IAsyncDisposable
{
    /// <summary>A client nobody holds any more is closed by the garbage collector, in the middle of a test that counts connections.</summary>
    private readonly List<Stream> _clients = [];

    private ListenerHouse(PostamtListeners listeners, ListenerServices services) => (Listeners, Services) = (listeners, services);

    internal PostamtListeners Listeners { get; }

    internal ListenerServices Services { get; }

    internal static ListenerServices Serve(NetLimits? limits = null, TlsCertificates? certificates = null, TimeProvider? time = null)
    {
        NetLimits used = limits ?? new NetLimits();
        return new ListenerServices
        {
            Limits = used,
            ConnectionLimits = new ConnectionLimits(used),
            Time = time ?? TimeProvider.System,
            Random = RandomNumberGenerator.Create(),
            Loggers = NullLoggerFactory.Instance,
            Certificates = certificates,
        };
    }

    internal static async Task<ListenerHouse> OpenAsync(IProtocol protocol, ListenerServices services, params ListenerOptions[] listeners)
    {
        if (listeners.Length == 0)
            listeners = [Loopback("smtp")];
        var opened = new PostamtListeners(listeners, listeners.Select(one => one.Name).Distinct().ToDictionary(name => name, _ => protocol), services);
        await opened.StartAsync(default);
        return new ListenerHouse(opened, services);
    }

    internal static ListenerOptions Loopback(string name) => new(name, new IPEndPoint(IPAddress.Loopback, 0));

    internal async Task<StreamReader> ConnectAsync(string name = "smtp", string? send = null)
    {
        (StreamReader reader, Stream stream) = await ConnectBothAsync(name);
        if (send is not null)
            await stream.WriteAsync(Encoding.ASCII.GetBytes(send));
        return reader;
    }

    internal async Task<(StreamReader Reader, Stream Stream)> ConnectBothAsync(string name = "smtp")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(Listeners.EndPointOf(name)!);
        var stream = new NetworkStream(socket, ownsSocket: true);
        lock (_clients) _clients.Add(stream);
        return (new StreamReader(stream, Encoding.ASCII), stream);
    }

    internal async Task<(StreamReader Reader, SslStream Stream)> ConnectTlsAsync(string name, string serverName, SslClientAuthenticationOptions? options = null)
    {
        (_, Stream plain) = await ConnectBothAsync(name);
        var tls = new SslStream(plain);
        options ??= new SslClientAuthenticationOptions();
        options.TargetHost = serverName;
        options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        await tls.AuthenticateAsClientAsync(options);
        return (new StreamReader(tls, Encoding.ASCII), tls);
    }

    public async ValueTask DisposeAsync()
    {
        await Listeners.DisposeAsync();
        foreach (var client in _clients) await client.DisposeAsync();
    }
}
