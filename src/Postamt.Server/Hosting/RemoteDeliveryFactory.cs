using System.Net;
using Postamt.Delivery.Remote;
using Postamt.Delivery.Remote.Identity;
using Postamt.Mail.Addresses;

namespace Postamt.Server.Hosting;

/// <summary>Puts remote delivery together.</summary>
internal static class RemoteDeliveryFactory
{
    internal static RemoteDelivery Make(OfficeData data, DomainName hostName, SenderRewriting rewriting)
    {
        var limits = new DeliveryLimits();
        var routes = new SettingRoutes(data.Directory.Settings);
        var machine = data.Surroundings.OwnAddresses is { } given ? () => given : (Func<IReadOnlyCollection<IPAddress>>)new MachineAddresses(data.Time).Read;
        var own = new OwnAddresses(hostName.Ascii, data.Options.PrivateNetworks, machine);
        var finder = new NextHopFinder(data.Resolver, routes, own, limits, data.Random);
        return new RemoteDelivery(hostName.Ascii, finder, data.Engine.Blobs, new OutboundIdentity(data.Addresses, data.DkimKeys, rewriting, data.Time), data.Surroundings.Dialing, data.Secrets, limits, data.Time);
    }
}
