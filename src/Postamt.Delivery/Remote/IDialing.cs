using System.Net;
using System.Net.Sockets;

namespace Postamt.Delivery.Remote;

/// <summary>Opens the byte stream to a server.</summary>
public interface IDialing
{
    /// <exception cref="SocketException">Not reachable now.</exception>
    ValueTask<Stream> DialAsync(IPEndPoint to, CancellationToken cancellationToken);
}

public sealed class TcpDialing : IDialing
{
    public async ValueTask<Stream> DialAsync(IPEndPoint to, CancellationToken cancellationToken)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(to, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
