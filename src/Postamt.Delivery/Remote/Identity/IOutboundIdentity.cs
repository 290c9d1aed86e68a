using Postamt.Mail.Addresses;
using Postamt.Mail.Mime;
using Postamt.Queue.Leasing;
using Postamt.Store.Blobs;

namespace Postamt.Delivery.Remote.Identity;

/// <summary>Under which name a mail leaves for another server.</summary>
public interface IOutboundIdentity
{
    /// <exception cref="IOException">It cannot be told now: the mail waits.</exception>
    ValueTask<OutboundName> NameAsync(LeasedMessage message, MessageStructure structure, IBlobReader content, CancellationToken cancellationToken);
}

/// <param name="ReversePath">Of the envelope.</param>
/// <param name="Fields">Signatures and seals, whole with their line breaks, to stand before the trace header.</param>
public sealed record OutboundName(ReversePath ReversePath, ReadOnlyMemory<byte> Fields);
