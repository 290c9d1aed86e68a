using Microsoft.Extensions.Logging;
using Postamt.Delivery.Remote;
using Postamt.Dns;
using Postamt.Mail.Addresses;

namespace Postamt.Server.Hosting;

/// <summary>Puts remote delivery together.</summary>
internal static class RemoteDeliveryFactory
{
    internal static RemoteDelivery Make(OfficeData data, DomainName hostName)
    {
        var limits = new DeliveryLimits();
        var resolver = new Resolver(new DnsOptions { Servers = data.Options.DnsServers }, data.Time, data.Loggers.CreateLogger<Resolver>());
        var routes = new SettingRoutes(data.Directory.Settings);
        var own = new OwnAddresses(hostName.Ascii, data.Options.PrivateNetworks);
        var finder = new NextHopFinder(resolver, routes, own, limits, data.Random);
        return new RemoteDelivery(hostName.Ascii, finder, data.Engine.Blobs, new TcpDialing(), data.Secrets, limits, data.Time);
    }
}
