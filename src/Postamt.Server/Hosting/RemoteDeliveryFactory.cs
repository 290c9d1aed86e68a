using System.Net;
using Microsoft.Extensions.Logging;
using Postamt.Delivery.Remote;
using Postamt.Dns;
using Postamt.Mail.Addresses;
using Postamt.Server.Drilling.Pretending;

namespace Postamt.Server.Hosting;

/// <summary>Puts remote delivery together.</summary>
internal static class RemoteDeliveryFactory
{
    internal static RemoteDelivery Make(OfficeData data, DomainName hostName)
    {
        var limits = new DeliveryLimits();
        var resolver = data.Surroundings.Resolver ?? new Resolver(new DnsOptions { Servers = data.Options.DnsServers }, data.Time, data.Loggers.CreateLogger<Resolver>());
        var routes = new SettingRoutes(data.Directory.Settings);
        var machine = data.Surroundings.OwnAddresses is { } given ? () => given : (Func<IReadOnlyCollection<IPAddress>>)new MachineAddresses(data.Time).Read;
        var own = new OwnAddresses(hostName.Ascii, data.Options.PrivateNetworks, machine);
        var finder = new NextHopFinder(new DrilledResolver(resolver, data.Switches.Dns), routes, own, limits, data.Random);
        return new RemoteDelivery(hostName.Ascii, finder, data.Engine.Blobs, data.Surroundings.Dialing, data.Secrets, limits, data.Time);
    }
}
