using Postamt.Queue.Accepting;

namespace Postamt.Queue.Running;

/// <summary>What one delivery under way holds.</summary>
/// <param name="began">A timestamp.</param>
internal sealed class DeliverySlot(Destination destination, long began)
{
    public Destination Destination => destination;

    public long Began => began;

    /// <summary>Its place is another's.</summary>
    public bool HasLeft { get; set; }
}
