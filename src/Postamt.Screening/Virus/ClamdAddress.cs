using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Postamt.Screening.Virus;

/// <summary>Where a clamd listens: <c>unix:/run/clamav/clamd.ctl</c> or <c>tcp:ADDRESS:PORT</c>.</summary>
public sealed record ClamdAddress
{
    private const string Unix = "unix:";
    private const string Tcp = "tcp:";
    private const int StandardPort = 3310;

    private ClamdAddress(string text, EndPoint endPoint) => (Text, EndPoint) = (text, endPoint);

    public string Text { get; }

    public EndPoint EndPoint { get; }

    public override string ToString() => Text;

    public static bool TryParse(string text, [NotNullWhen(true)] out ClamdAddress? address)
    {
        address = null;
        if (text.StartsWith(Unix, StringComparison.Ordinal) && text[Unix.Length..] is ['/', _, ..] path && path.Length < 108) address = new ClamdAddress(text, new UnixDomainSocketEndPoint(path));
        else if (text.StartsWith(Tcp, StringComparison.Ordinal) && IPEndPoint.TryParse(text[Tcp.Length..], out var endPoint))
            address = new ClamdAddress(text, endPoint.Port == 0 ? new IPEndPoint(endPoint.Address, StandardPort) : endPoint);
        return address is not null;
    }
}
