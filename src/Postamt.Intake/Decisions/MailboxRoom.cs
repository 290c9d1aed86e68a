using Postamt.Cluster.Identity;
using Postamt.Smtp.Replies;

namespace Postamt.Intake.Decisions;

/// <summary>
/// Whether a mailbox has room: asked at RCPT with the size the sender declares, and again when the mail is whole, because a sender may
/// declare nothing or less.
/// </summary>
internal sealed class MailboxRoom(IntakeServices services)
{
    /// <param name="size">Octets of the mail; 0 when nobody knows yet.</param>
    public async ValueTask<StepReply> CheckAsync(AccountId account, long size, CancellationToken cancellationToken)
    {
        var quota = await services.Quotas.ReadAsync(account, cancellationToken);
        if (!quota.TryGet(out var use))
        {
            Log.LookupUnavailable(services.Logger, quota.Detail ?? quota.Error.ToString()!);
            return StepReply.Defer(TransientReply.Fault);
        }
        // RFC 3463 3.3: what can never fit is X.2.2 for good; a mailbox that is full now may be emptied.
        if (use.LimitOctets > 0 && size > use.LimitOctets) return StepReply.Refuse(Refusals.LargerThanMailbox);
        return use.IsOver(Math.Max(size, 1)) ? StepReply.Defer(TransientReply.MailboxFull) : StepReply.Ok;
    }
}
