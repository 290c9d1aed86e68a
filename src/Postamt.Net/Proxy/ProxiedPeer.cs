using System.IO.Pipelines;
using System.Net;

namespace Postamt.Net.Proxy;

/// <summary>Who is at the other end after the PROXY header, if one is expected.</summary>
internal sealed record ProxiedPeer(IPEndPoint Remote, IPEndPoint Local)
{
    /// <returns>Null when a header is expected and is missing, broken, too long or late.</returns>
    internal static async ValueTask<ProxiedPeer?> ReadAsync(
        PipeReader input, IPEndPoint remote, IPEndPoint local, ListenerOptions listener, ListenerServices services, CancellationToken cancellationToken)
    {
        bool trusted = listener.TrustedProxies.Any(network => network.Contains(remote.Address));
        if (!trusted)
            return new ProxiedPeer(remote, local);
        using var late = new CancellationTokenSource(services.Limits.ProxyHeaderTimeout, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            while (true)
            {
                ReadResult read = await input.ReadAsync(either.Token);
                ProxyHeader header = ProxyHeader.Parse(read.Buffer);
                if (header.State == ProxyHeaderState.Incomplete && !read.IsCompleted)
                {
                    input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                    continue;
                }
                if (header.State != ProxyHeaderState.Whole)
                {
                    input.AdvanceTo(read.Buffer.Start);
                    return null;
                }
                input.AdvanceTo(read.Buffer.GetPosition(header.Length));
                return new ProxiedPeer(header.Source ?? remote, header.Destination ?? local);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
