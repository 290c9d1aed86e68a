using System.Net;
using System.Net.Sockets;

namespace Postamt.Load.Servers;

/// <summary>For programs that cannot be given port 0: a port is taken from the kernel and let go just before.</summary>
internal static class FreePort
{
    internal static int Take()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
