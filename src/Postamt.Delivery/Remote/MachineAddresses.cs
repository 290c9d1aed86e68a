using System.Net;
using System.Net.NetworkInformation;

namespace Postamt.Delivery.Remote;

/// <summary>The addresses of this machine's network interfaces, read at most once a minute: an address may move here from another machine.</summary>
public sealed class MachineAddresses(TimeProvider time)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private HashSet<IPAddress>? _known;
    private long _readAt;

    public IReadOnlyCollection<IPAddress> Read()
    {
        lock (_gate)
        {
            if (_known is not null && time.GetElapsedTime(_readAt) < MaxAge) return _known;
            _readAt = time.GetTimestamp();
            return _known =
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .SelectMany(network => network.GetIPProperties().UnicastAddresses)
                    // The zone of a link-local address is no part of what DNS tells.
                    .Select(unicast => new IPAddress(unicast.Address.GetAddressBytes())),
            ];
        }
    }
}
