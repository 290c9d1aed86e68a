using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Postamt.Interop.Running;

/// <summary>The certificate a listener shows, as PEM, for programs that trust only what stands in a file.</summary>
internal static class ServerCertificate
{
    public static async Task<string> ReadAsync(Listener listener)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(listener.Host, listener.Port, TestContext.Current.CancellationToken);
        X509Certificate2? shown = null;
        using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) =>
        {
            shown = new X509Certificate2(certificate!);
            return true;
        });
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, TestContext.Current.CancellationToken);
        return shown!.ExportCertificatePem() + "\n";
    }
}
