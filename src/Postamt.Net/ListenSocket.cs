using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Postamt.Net;

/// <summary>Opens what a listener listens on, and says in words why not.</summary>
public static class ListenSocket
{
    /// <param name="listener">Its name, for the sentence.</param>
    /// <exception cref="ListenerException">It cannot be opened.</exception>
    public static Socket Bind(string listener, EndPoint endPoint)
    {
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        }
        catch (SocketException refused)
        {
            string reason = refused.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "the port is in use by another program.",
                SocketError.AccessDenied => "this user may not open the port; ports below 1024 need the right CAP_NET_BIND_SERVICE.",
                SocketError.AddressNotAvailable => "this machine has no such address.",
                _ => refused.Message,
            };
            throw new ListenerException(listener, endPoint, reason, refused);
        }
    }
}
