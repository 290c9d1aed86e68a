using System.Net;

namespace Postamt.Net;

/// <summary>A listener cannot be opened; the message names listener, address and reason in words for the operator.</summary>
public sealed class ListenerException : IOException
{
    internal ListenerException(string listener, EndPoint endPoint, string reason, Exception? inner)
        : base($"Listener {listener} cannot listen on {endPoint}: {reason}", inner) =>
        (Listener, EndPoint) = (listener, endPoint);

    public string Listener { get; }

    public EndPoint EndPoint { get; }
}
