using System.Globalization;
using System.Net;

namespace Postamt.Interop.Running;

/// <summary>Where one protocol of the running server listens.</summary>
internal sealed record Listener(string Host, int Port)
{
    public static Listener Parse(string text)
    {
        var end = IPEndPoint.Parse(text);
        return new Listener(end.Address.ToString(), end.Port);
    }

    public string PortText => Port.ToString(CultureInfo.InvariantCulture);

    public override string ToString() => $"{Host}:{PortText}";
}
