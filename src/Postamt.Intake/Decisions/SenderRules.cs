using Postamt.Mail.Addresses;
using Postamt.Mail.Mime;
using Postamt.Mail.Outcomes;
using Postamt.Smtp.Replies;

namespace Postamt.Intake.Decisions;

/// <summary>Somebody signed in sends only as themselves: reverse-path at MAIL, From and Sender in the content (RFC 6409 6.1).</summary>
internal sealed class SenderRules(IntakeServices services)
{
    public async ValueTask<StepReply> CheckPathAsync(ReversePath path, IntakeIdentity sender, CancellationToken cancellationToken)
    {
        // A null path is for notices and read receipts; the content's From is still checked.
        if (path.Address is not { } address) return StepReply.Ok;
        return await CheckAsync(address, sender, Refusals.SenderNotOwned, cancellationToken);
    }

    public async ValueTask<StepReply> CheckContentAsync(MessageStructure structure, IntakeIdentity sender, CancellationToken cancellationToken)
    {
        if (structure.Has(StructureFlags.DuplicateFrom) || structure.Envelope.From is not [{ IsMailbox: true }]) return StepReply.Refuse(Refusals.FromNotSingle);
        // Whoever the index could not keep would go unchecked.
        if (structure.Has(StructureFlags.OriginatorUnclear)) return StepReply.Refuse(Refusals.SenderUnclear);
        foreach (var written in structure.Envelope.From.Concat(structure.Envelope.Sender))
        {
            if (!EmailAddress.TryParse(written.Address, out var address)) return StepReply.Refuse(Refusals.FromNotOwned);
            var reply = await CheckAsync(address, sender, Refusals.FromNotOwned, cancellationToken);
            if (!reply.IsOk) return reply;
        }
        return StepReply.Ok;
    }

    private async ValueTask<StepReply> CheckAsync(EmailAddress address, IntakeIdentity sender, PolicyDecision refusal, CancellationToken cancellationToken)
    {
        switch (await services.Addresses.OwnsAsync(sender.Login.Account, address, cancellationToken))
        {
            case Lookup<EmailAddress>.Found:
                return StepReply.Ok;
            case Lookup<EmailAddress>.NotFound:
                return StepReply.Refuse(refusal);
            case Lookup<EmailAddress>.Unavailable unavailable:
                Log.LookupUnavailable(services.Logger, unavailable.Reason);
                return StepReply.Defer(TransientReply.Fault);
            default:
                throw new InvalidOperationException("unknown lookup");
        }
    }
}
