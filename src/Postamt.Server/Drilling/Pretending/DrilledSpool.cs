using Postamt.Operations.Drills;
using Postamt.Store.Spooling;

namespace Postamt.Server.Drilling.Pretending;

/// <summary>A disk without room for new mail while a drill says so. What is being written already still finds some, as it does in the reserve.</summary>
internal sealed class DrilledSpool(ISpool inner, DrillSwitch isFull) : ISpool
{
    public bool HasRoomFor(long octets) => !isFull.IsOn && inner.HasRoomFor(octets);

    public SpoolWriter Begin() => inner.Begin();
}
