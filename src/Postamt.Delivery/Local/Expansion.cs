using System.Collections.Immutable;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Lookups;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Delivering;
using Postamt.Queue.Leasing;
using Postamt.Queue.Outcomes;

namespace Postamt.Delivery.Local;

/// <summary>
/// A group becomes its members, each once. A group that contains itself, over any number of steps, is found by the chain of addresses a
/// recipient came from (RFC 5321 3.9 and 6.3).
/// </summary>
public sealed class Expansion(IAddressBook addresses)
{
    /// <summary>Groups within groups; deeper than any sane organisation, and an end to cross-includes.</summary>
    public const int MaxDepth = 10;

    /// <summary>Members a group may have.</summary>
    public const int MaxMembers = 10_000;

    public async ValueTask<Attempt> ExpandAsync(LeasedMessage message, LeasedRecipient recipient, AddressEntry.Group group, CancellationToken cancellationToken)
    {
        // The chain has addresses as they were written; a spelling is no new address.
        var chain = recipient.Expansion.Select(static way => EmailAddress.TryParse(way, out var address) ? address.LookupKey : way).Append(group.Address.LookupKey).ToHashSet(StringComparer.Ordinal);
        if (recipient.Expansion.Length >= MaxDepth) return Loop(group);
        var members = group.Members.DistinctBy(member => member.LookupKey).Where(member => !chain.Contains(member.LookupKey)).Take(MaxMembers).ToArray();
        if (members.Length == 0)
        {
            return group.Members.IsEmpty
                ? new Attempt.Permanent(new DeliveryFailure(new EnhancedStatus(5, 2, 4), $"The group {group.Address} has no members.", null, null))
                : Loop(group);
        }
        var children = ImmutableArray.CreateBuilder<AcceptRecipient>(members.Length);
        foreach (var member in members)
        {
            if (await TargetAsync(member, group.Company, cancellationToken) is not { } target)
            {
                return new Attempt.Transient(new DeliveryFailure(new EnhancedStatus(4, 3, 0), "The directory could not be asked about a member of the group.", null, null), IsOurs: true);
            }
            children.Add(new(Child(recipient, member), target.Company, new RecipientTarget.Enqueue(target.Destination)));
        }
        return new Attempt.Expanded(children.MoveToImmutable());
    }

    /// <summary>A notice about a mail that was passed on becomes one to who wrote that. Nobody is told what becomes of it.</summary>
    public async ValueTask<Attempt> ReturnAsync(LeasedMessage message, EmailAddress author, CancellationToken cancellationToken) =>
        await TargetAsync(author, message.Company, cancellationToken) is { } target
            ? new Attempt.Expanded([new(new EnvelopeRecipient(author) { Notify = DsnNotify.Never }, target.Company, new RecipientTarget.Enqueue(target.Destination))])
            : new Attempt.Transient(new DeliveryFailure(new EnhancedStatus(4, 3, 0), "The directory could not be asked about the author of the mail that came back.", null, null), IsOurs: true);

    /// <summary>A member's mail is its own company's, also where the group is another's; what goes out is the group's.</summary>
    private async ValueTask<(Destination Destination, CompanyId Company)?> TargetAsync(EmailAddress member, CompanyId company, CancellationToken cancellationToken) =>
        await addresses.FindDomainAsync(member.Domain, cancellationToken) switch
        {
            Lookup<MailDomain>.Found { Value: var domain } => (Destination.Local, domain.Company),
            Lookup<MailDomain>.NotFound => (Destination.Remote(member.Domain), company),
            _ => null,
        };

    /// <summary>RFC 3461 5.2.7.2: behind a confidential group members do not report their own successes.</summary>
    private static EnvelopeRecipient Child(LeasedRecipient parent, EmailAddress member)
    {
        var notify = parent.Recipient.Notify;
        if (notify is not (DsnNotify.NotGiven or DsnNotify.Never))
        {
            notify &= ~DsnNotify.Success;
            if (notify == DsnNotify.NotGiven) notify = DsnNotify.Never;
        }
        return new EnvelopeRecipient(member) { Notify = notify, OriginalRecipient = parent.Recipient.OriginalRecipient };
    }

    private static Attempt.Permanent Loop(AddressEntry.Group group) =>
        new(new DeliveryFailure(new EnhancedStatus(5, 4, 6), $"The group {group.Address} contains itself.", null, null));
}
