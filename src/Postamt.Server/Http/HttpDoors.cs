using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Postamt.Net;
using Postamt.Server.Options;

namespace Postamt.Server.Http;

/// <summary>The listening sockets of HTTP, opened before the server that takes them one by one. One that nobody asked for may be another program's.</summary>
internal sealed class HttpDoors : IDisposable
{
    private readonly Dictionary<string, Socket> _untaken = [];
    private readonly List<Listening> _listen = [];

    /// <summary>What could be opened.</summary>
    internal IReadOnlyList<Listening> Listen => _listen;

    /// <exception cref="ListenerException">A port that was asked for cannot be opened.</exception>
    internal static HttpDoors Open(StartOptions options, ILogger logger)
    {
        var doors = new HttpDoors();
        try
        {
            foreach (var listening in options.Listen.Where(listening => Listening.IsHttp(listening.Name) && listening.EndPoint is not null)) doors.Open(listening, options, logger);
            return doors;
        }
        catch
        {
            doors.Dispose();
            throw;
        }
    }

    /// <summary>The server asks for them in the order of <see cref="Listen"/>, by where they are.</summary>
    internal Socket Take(EndPoint endPoint)
    {
        var name = _listen.First(each => each.EndPoint!.Equals(endPoint) && _untaken.ContainsKey(each.Name)).Name;
        return _untaken.Remove(name, out var socket) ? socket : throw new InvalidOperationException($"{endPoint} is taken");
    }

    /// <summary>Closes what nobody took.</summary>
    public void Dispose()
    {
        foreach (var socket in _untaken.Values) socket.Dispose();
        _untaken.Clear();
    }

    private void Open(Listening listening, StartOptions options, ILogger logger)
    {
        try
        {
            _untaken[listening.Name] = options.Sockets.Take(listening.Name) ?? ListenSocket.Bind(listening.Name, listening.EndPoint!);
            _listen.Add(listening);
        }
        catch (ListenerException taken) when (listening.IsOptional)
        {
            Log.HttpTaken(logger, taken.Message, listening.Name);
        }
    }
}
