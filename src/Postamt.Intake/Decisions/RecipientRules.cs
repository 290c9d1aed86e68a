using Postamt.Directory.Entities;
using Postamt.Directory.Lookups;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Smtp.Replies;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Intake.Decisions;

/// <summary>
/// Who may send to whom, decided at RCPT. An address of ours that exists is taken, one that does not is refused; a foreign one is taken only
/// from somebody signed in. What the directory cannot say now is 451, never a refusal.
/// </summary>
internal sealed class RecipientRules(IntakeServices services)
{
    public async ValueTask<RecipientDecision> DecideAsync(EnvelopeRecipient recipient, MailParameters mail, IntakeIdentity? sender, CancellationToken cancellationToken)
    {
        switch (await services.Addresses.FindDomainAsync(recipient.Address.Domain, cancellationToken))
        {
            case Lookup<MailDomain>.NotFound:
                return IsHostPostmaster(recipient.Address) ? await PostmasterAsync(recipient, mail, sender, cancellationToken) : Foreign(recipient, sender);
            case Lookup<MailDomain>.Unavailable unavailable:
                return Unavailable(unavailable.Reason);
            case Lookup<MailDomain>.Found { Value: var domain } when services.Rewriting?.Reverse(recipient.Address) is not null:
                return Returned(recipient, mail, domain);
        }
        return await services.Addresses.ResolveAsync(recipient.Address, cancellationToken) switch
        {
            Lookup<ResolvedAddress>.Found { Value: var resolved } => await LocalAsync(recipient, mail, sender, resolved, cancellationToken),
            Lookup<ResolvedAddress>.Unavailable unavailable => Unavailable(unavailable.Reason),
            _ => new RecipientDecision.Refuse(Refusals.UnknownRecipient),
        };
    }

    // RFC 5321 4.5.1: the protocol puts our own name behind a postmaster without a domain; that name need not be a mail domain.
    private bool IsHostPostmaster(EmailAddress address) => address.LookupKey == "postmaster@" + services.HostName.Ascii;

    private async ValueTask<RecipientDecision> PostmasterAsync(EnvelopeRecipient recipient, MailParameters mail, IntakeIdentity? sender, CancellationToken cancellationToken) =>
        await services.Addresses.ResolvePostmasterAsync(cancellationToken) switch
        {
            // From here on it goes by its real address, which is found again after the queue.
            Lookup<ResolvedAddress>.Found { Value: var resolved } => await LocalAsync(recipient with { Address = resolved.Entry.Address }, mail, sender, resolved, cancellationToken),
            Lookup<ResolvedAddress>.Unavailable unavailable => Unavailable(unavailable.Reason),
            _ => new RecipientDecision.Refuse(Refusals.UnknownRecipient),
        };

    /// <summary>
    /// A notice about a mail that a group of ours passed on: it goes on to who wrote that. Nothing else does, or the name would be a way through for everybody who has seen it.
    /// </summary>
    private static RecipientDecision Returned(EnvelopeRecipient recipient, MailParameters mail, MailDomain domain) => mail.ReversePath.IsNull
        ? new RecipientDecision.Take(new(recipient, domain.Company, new RecipientTarget.Enqueue(Destination.Local)))
        : new RecipientDecision.Refuse(Refusals.NoticesOnly);

    private static RecipientDecision Foreign(EnvelopeRecipient recipient, IntakeIdentity? sender) => sender is null
        ? new RecipientDecision.Refuse(Refusals.RelayDenied)
        : new RecipientDecision.Take(new(recipient, sender.Login.Company, new RecipientTarget.Enqueue(Destination.Remote(recipient.Address.Domain))));

    private async ValueTask<RecipientDecision> LocalAsync(EnvelopeRecipient recipient, MailParameters mail, IntakeIdentity? sender, ResolvedAddress resolved, CancellationToken cancellationToken)
    {
        if (resolved.State == EntityState.Suspended) return new RecipientDecision.Later(TransientReply.MailboxBusy);
        switch (resolved.Entry)
        {
            case AddressEntry.Mailbox mailbox:
                return await MailboxAsync(recipient, mail, mailbox, cancellationToken);
            case AddressEntry.Group group:
                if (group.MembersOnly && !IsMember(group, mail, sender)) return new RecipientDecision.Refuse(Refusals.GroupMembersOnly);
                return new RecipientDecision.Take(new(recipient, group.Company, new RecipientTarget.Enqueue(Destination.Local)));
            default:
                throw new InvalidOperationException("an address is a mailbox or a group");
        }
    }

    private async ValueTask<RecipientDecision> MailboxAsync(EnvelopeRecipient recipient, MailParameters mail, AddressEntry.Mailbox mailbox, CancellationToken cancellationToken)
    {
        var room = await new MailboxRoom(services).CheckAsync(mailbox.Account, mail.DeclaredSize ?? 0, cancellationToken);
        if (room.Refusal is { } never) return new RecipientDecision.Refuse(never);
        if (room.Later is { } later) return new RecipientDecision.Later(later);
        // RFC 3461 5.2: a wanted success notice is written by the queue, so that mail takes the longer way.
        var target = (recipient.Notify & DsnNotify.Success) != 0
            ? (RecipientTarget)new RecipientTarget.Enqueue(Destination.Local)
            : new RecipientTarget.File(new Filing(mailbox.Account, MailboxRole.Inbox, default, default(MessageFlags)));
        return new RecipientDecision.Take(new(recipient, mailbox.Company, target), mailbox.Account);
    }

    private static bool IsMember(AddressEntry.Group group, MailParameters mail, IntakeIdentity? sender) =>
        sender is not null && sender.Login.Company == group.Company && mail.ReversePath.Address is { } from
        && group.Members.Any(member => member.LookupKey == from.LookupKey);

    private RecipientDecision Unavailable(string reason)
    {
        Log.LookupUnavailable(services.Logger, reason);
        return new RecipientDecision.Later(TransientReply.Fault);
    }
}
