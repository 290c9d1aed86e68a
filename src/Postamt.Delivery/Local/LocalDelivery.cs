using Postamt.Directory.Entities;
using Postamt.Directory.Lookups;
using Postamt.Mail.Addresses;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Delivering;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Delivery.Local;

/// <summary>
/// Recipients whose address is ours: filed into a mailbox, or expanded into a group's members. What the directory cannot say now is
/// temporary; an address that has vanished since it was accepted is a bounce.
/// </summary>
public sealed class LocalDelivery(IAddressBook addresses, Expansion expansion, SenderRewriting rewriting) : IDeliveryAgent
{
    public async ValueTask<IReadOnlyList<AttemptResult>> DeliverAsync(LeasedMessage message, IDotGuard guard, CancellationToken cancellationToken)
    {
        var results = new List<AttemptResult>(message.Recipients.Length);
        foreach (var recipient in message.Recipients)
        {
            results.Add(new(recipient.Id, await DeliverAsync(message, recipient, cancellationToken)));
        }
        return results;
    }

    private async ValueTask<Attempt> DeliverAsync(LeasedMessage message, LeasedRecipient recipient, CancellationToken cancellationToken)
    {
        var address = recipient.Recipient.Address;
        if (rewriting.Reverse(address) is { } author) return await expansion.ReturnAsync(message, author, cancellationToken);
        switch (await addresses.ResolveAsync(address, cancellationToken))
        {
            case Lookup<ResolvedAddress>.Found { Value: { State: EntityState.Suspended } }:
                return Transient(new EnhancedStatus(4, 2, 1), $"The account behind {address} is suspended; the mail waits.");
            case Lookup<ResolvedAddress>.Found { Value.Entry: AddressEntry.Mailbox mailbox }:
                return new Attempt.Filed(FilingFor(message, recipient, mailbox));
            case Lookup<ResolvedAddress>.Found { Value.Entry: AddressEntry.Group group }:
                return await expansion.ExpandAsync(message, recipient, group, cancellationToken);
            case Lookup<ResolvedAddress>.NotFound:
                return new Attempt.Permanent(new DeliveryFailure(new EnhancedStatus(5, 1, 1), $"There is no address {address} here.", null, null));
            case Lookup<ResolvedAddress>.Unavailable unavailable:
                return Transient(new EnhancedStatus(4, 3, 0), $"The directory could not be asked: {unavailable.Reason}", isOurs: true);
            default:
                throw new InvalidOperationException("an address is a mailbox or a group");
        }
    }

    private static Filing FilingFor(LeasedMessage message, LeasedRecipient recipient, AddressEntry.Mailbox mailbox) =>
        new(mailbox.Account, message.IsJunk ? MailboxRole.Junk : MailboxRole.Inbox, FilingPrefix.Build(message.Mail.ReversePath, recipient.Recipient.Address, message.TraceHeader), default(MessageFlags));

    private static Attempt.Transient Transient(EnhancedStatus status, string cause, bool isOurs = false) => new(new DeliveryFailure(status, cause, null, null), isOurs);
}
