using System.Net;
using System.Net.Sockets;
using Postamt.Net;
using Postamt.Server.Options;

namespace Postamt.Server.Supervising;

/// <summary>The listening sockets of a post office that has one machine: opened once, and passed on to each program that serves on them.</summary>
internal sealed class HeldSockets : IDisposable
{
    /// <summary>Who connects while a program is replaced waits here. The kernel has its own limit (net.core.somaxconn), 4 096 since Linux 5.4.</summary>
    private const int Waiting = 4096;

    private readonly List<(string Name, Socket Socket)> _sockets = [];

    /// <summary>For <see cref="InheritedSockets.Variable"/>; empty for none.</summary>
    internal string Text => string.Join(',', _sockets.Select(each => $"{each.Name}={each.Socket.Handle}"));

    /// <exception cref="ListenerException">One cannot be opened; the message says which and why.</exception>
    internal static HeldSockets Open(IReadOnlyList<Listening> listen)
    {
        var held = new HeldSockets();
        try
        {
            foreach (var listening in listen)
            {
                if (listening.EndPoint is not { } endPoint || Bind(listening, endPoint) is not { } socket) continue;
                var name = listening.Name;
                held._sockets.Add((name, socket));
                socket.Listen(Waiting);
                Descriptors.PassOn((int)socket.Handle);
            }
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <returns>Null for one the server does without, and says so.</returns>
    private static Socket? Bind(Listening listening, IPEndPoint endPoint)
    {
        try
        {
            return ListenSocket.Bind(listening.Name, endPoint);
        }
        catch (ListenerException) when (listening.IsOptional)
        {
            return null;
        }
    }

    /// <summary>From now on who connects is refused, unless a program has them still.</summary>
    public void Dispose()
    {
        foreach (var (_, socket) in _sockets) socket.Dispose();
        _sockets.Clear();
    }
}
