using System.Net;
using System.Net.Sockets;

namespace Postamt.Server.Trying.Machines;

/// <summary>A port that nobody holds on any of some addresses.</summary>
internal static class FreePort
{
    /// <param name="wanted">Taken when it is free; 0: any.</param>
    /// <param name="spoken">Ports that are given away already.</param>
    internal static int On(IReadOnlyList<IPAddress> addresses, int wanted, IEnumerable<int> spoken)
    {
        var taken = spoken.ToHashSet();
        if (wanted != 0 && !taken.Contains(wanted) && addresses.All(address => IsFree(address, wanted))) return wanted;
        while (true)
        {
            var port = Any(addresses[0]);
            if (!taken.Contains(port) && addresses.All(address => IsFree(address, port))) return port;
        }
    }

    private static bool IsFree(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int Any(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
