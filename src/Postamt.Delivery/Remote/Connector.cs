using System.Text;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;
using Postamt.Smtp.Client;

namespace Postamt.Delivery.Remote;

/// <summary>
/// Makes connections to next hops. TLS is opportunistic (RFC 7435): where a server's TLS is broken, mail goes in the clear rather than not at all,
/// unless the route requires TLS.
/// </summary>
internal sealed class Connector(string hostName, IDialing dialing, ISecrets secrets, TimeProvider time)
{
    internal async ValueTask<SmtpConnectResult> ConnectAsync(NextHop hop, CancellationToken cancellationToken)
    {
        var required = hop.Route?.RequireTls == true || hop.Route?.User is not null;
        var options = new SmtpClientOptions
        {
            HostName = hostName,
            ServerName = hop.Host,
            Tls = required ? SmtpTlsMode.Required : SmtpTlsMode.Opportunistic,
            Credentials = await CredentialsAsync(hop.Route, cancellationToken),
        };
        var result = await SmtpClientConnection.ConnectAsync(stop => dialing.DialAsync(hop.EndPoint, stop), options, time, cancellationToken);
        if (result is not { Connection: null, Step: SmtpClientStep.Tls } || required) return result;
        return await SmtpClientConnection.ConnectAsync(stop => dialing.DialAsync(hop.EndPoint, stop), options with { Tls = SmtpTlsMode.None }, time, cancellationToken);
    }

    private async ValueTask<SmtpCredentials?> CredentialsAsync(Route? route, CancellationToken cancellationToken)
    {
        if (route?.User is not { } user) return null;
        var password = await secrets.ReadAsync(CompanyId.Installation, "delivery.route." + route.Host, cancellationToken);
        return new SmtpCredentials(user, password is null ? "" : Encoding.UTF8.GetString(password));
    }
}
