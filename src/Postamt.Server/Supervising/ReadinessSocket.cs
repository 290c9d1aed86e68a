using System.Net.Sockets;
using System.Text;

namespace Postamt.Server.Supervising;

/// <summary>Where a program says that it serves: sd_notify(3), "READY=1" on a socket whose name it has from NOTIFY_SOCKET.</summary>
internal sealed class ReadinessSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly string _name = $"postamt-{Environment.ProcessId}-{Guid.NewGuid():N}";

    internal ReadinessSocket() => _socket.Bind(new UnixDomainSocketEndPoint("\0" + _name));

    /// <summary>For NOTIFY_SOCKET: an abstract name has no file.</summary>
    internal string Name => "@" + _name;

    /// <summary>Returns with the next READY=1.</summary>
    internal async Task WaitAsync(CancellationToken cancellationToken)
    {
        var message = new byte[4096];
        while (true)
        {
            var length = await _socket.ReceiveAsync(message, SocketFlags.None, cancellationToken);
            if (Encoding.UTF8.GetString(message, 0, length).Split('\n').Contains("READY=1")) return;
        }
    }

    public void Dispose() => _socket.Dispose();
}
