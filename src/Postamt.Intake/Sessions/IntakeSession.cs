using Postamt.Intake.Decisions;
using Postamt.Mail.Envelopes;
using Postamt.Smtp.Replies;
using Postamt.Smtp.Server;

namespace Postamt.Intake.Sessions;

/// <summary>One connection: what can be decided before there are recipients.</summary>
internal sealed class IntakeSession(IntakeServices services, SmtpPeer peer) : ISmtpSessionHandler
{
    public ValueTask<StepReply> ConnectAsync(CancellationToken cancellationToken) => ValueTask.FromResult(StepReply.Ok);

    public ValueTask<StepReply> HeloAsync(CancellationToken cancellationToken) => ValueTask.FromResult(StepReply.Ok);

    public async ValueTask<MailReply> MailAsync(MailParameters mail, CancellationToken cancellationToken)
    {
        // Below the reserve the disk takes no new mail; what is accepted already keeps its room.
        // RFC 1870 6.1: a declared size is enough to say so before the content is sent.
        if (!services.Spool.HasRoomFor(mail.DeclaredSize ?? 0)) return MailReply.Defer(TransientReply.StorageFull);
        var sender = peer.Identity as IntakeIdentity;
        if (sender is not null)
        {
            var owned = await new SenderRules(services).CheckPathAsync(mail.ReversePath, sender, cancellationToken);
            if (owned.Refusal is { } refusal) return MailReply.Refuse(refusal);
            if (owned.Later is { } later) return MailReply.Defer(later);
        }
        return MailReply.Accept(new IntakeTransaction(services, peer, mail, sender));
    }

    public void Answered(AcceptId id) => services.Acceptance.MarkAnswered(id);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
