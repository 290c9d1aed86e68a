using Postamt.Intake.Decisions;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Mime;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Screening;
using Postamt.Screening.Verdicts;
using Postamt.Smtp.Replies;
using Postamt.Smtp.Server;
using Postamt.Store.Results;
using Postamt.Store.Spooling;

namespace Postamt.Intake.Sessions;

/// <summary>
/// One mail from MAIL to the final dot: recipients are decided one by one, the content goes to the spool and through the MIME index as it
/// arrives, is screened, and becomes ours in one transaction. Whatever is left when it ends early is given back.
/// </summary>
internal sealed class IntakeTransaction(IntakeServices services, SmtpPeer peer, MailParameters mail, IntakeIdentity? sender) : ISmtpTransactionHandler
{
    private readonly RecipientRules _recipientRules = new(services);
    private readonly SenderRules _senderRules = new(services);
    private readonly List<AcceptRecipient> _recipients = [];
    private SpoolWriter? _spool;
    private MessageIndexer? _indexer;

    public async ValueTask<StepReply> RcptAsync(EnvelopeRecipient recipient, CancellationToken cancellationToken)
    {
        var most = mail.ReversePath.IsNull && sender is null ? services.Limits.NullSenderRecipients : services.Limits.Recipients;
        if (_recipients.Count >= most) return StepReply.Defer(TransientReply.TooManyRecipients);
        switch (await _recipientRules.DecideAsync(recipient, mail, sender, cancellationToken))
        {
            case RecipientDecision.Take take:
                // LMTP answers each recipient; elsewhere naming one twice is one recipient (RFC 5321 3.3 leaves it to us).
                if (peer.Options.Profile == SmtpProfile.Lmtp || !_recipients.Exists(each => each.Recipient.Address.LookupKey == take.Recipient.Recipient.Address.LookupKey)) _recipients.Add(take.Recipient);
                return StepReply.Ok;
            case RecipientDecision.Refuse refuse:
                Log.Refused(services.Logger, peer.Id, mail.ReversePath.ToString(), recipient.Address.ToString(), refuse.Decision.Reason, refuse.Decision.ToString());
                return StepReply.Refuse(refuse.Decision);
            case RecipientDecision.Later later:
                return StepReply.Defer(later.Reply);
            default:
                throw new InvalidOperationException("unknown decision");
        }
    }

    public ValueTask<StepReply> BeginContentAsync(CancellationToken cancellationToken)
    {
        if (!services.Spool.HasRoom) return ValueTask.FromResult(StepReply.Defer(TransientReply.StorageFull));
        _spool = services.Spool.Begin();
        _indexer = new MessageIndexer();
        return ValueTask.FromResult(StepReply.Ok);
    }

    public async ValueTask<StepReply> WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        try
        {
            await _spool!.WriteAsync(octets, cancellationToken);
        }
        catch (IOException full)
        {
            Log.SpoolFailed(services.Logger, peer.Id, full);
            return StepReply.Defer(TransientReply.StorageFull);
        }
        _indexer!.Append(octets.Span);
        return StepReply.Ok;
    }

    public async ValueTask<FinalReplies> CompleteAsync(CancellationToken cancellationToken)
    {
        SpooledContent content;
        try
        {
            content = await _spool!.CompleteAsync(cancellationToken);
        }
        catch (IOException full)
        {
            Log.SpoolFailed(services.Logger, peer.Id, full);
            return ForAll(FinalReply.Defer(TransientReply.StorageFull));
        }
        await using (content)
        {
            var structure = _indexer!.Complete();
            return ForAll(await JudgeAsync(content, structure, cancellationToken));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_spool is not null) await _spool.DisposeAsync();
        _indexer?.Dispose();
    }

    private async ValueTask<FinalReply> JudgeAsync(SpooledContent content, MessageStructure structure, CancellationToken cancellationToken)
    {
        if (structure.Has(StructureFlags.HasNul)) return Refuse(Refusals.HasNul);
        if (structure.Has(StructureFlags.HeaderTooLarge)) return Refuse(Refusals.HeaderTooLarge);
        if (sender is not null)
        {
            var owned = await _senderRules.CheckContentAsync(structure, sender, cancellationToken);
            if (owned.Refusal is { } refusal) return Refuse(refusal);
            if (owned.Later is { } later) return FinalReply.Defer(later);
        }
        var stored = structure.ToStored();
        var envelope = new Envelope(mail, [.. _recipients.Select(each => each.Recipient)]);
        var input = new ScreeningInput(envelope, content, stored, structure.Hops, sender is not null, peer.Remote.Address, peer.HeloName);
        switch (await services.Screening.ScreenAsync(input, cancellationToken))
        {
            case Verdict.Reject reject:
                return Refuse(reject.Decision);
            case Verdict.Defer defer:
                return FinalReply.Defer(new TransientReply(451, defer.Status, "Try again later"));
            case var verdict:
                return await AcceptAsync(content, structure, stored, verdict);
        }
    }

    private async ValueTask<FinalReply> AcceptAsync(SpooledContent content, MessageStructure structure, ReadOnlyMemory<byte> stored, Verdict verdict)
    {
        var request = RequestBuilder.Build(services, peer, mail, sender, _recipients, content, structure, stored, verdict);
        // From here on nothing is cancelled: the commit's outcome decides the answer.
        var accepted = await services.Acceptance.AcceptAsync(request);
        if (accepted.TryGet(out var receipt))
        {
            Log.Received(services.Logger, receipt.AcceptId, peer.Id, mail.ReversePath.ToString(), _recipients.Count, content.Length, receipt.Repeated);
            return FinalReply.Accept(receipt);
        }
        Log.AcceptFailed(services.Logger, peer.Id, accepted.Error!.Value, accepted.Detail ?? "");
        return FinalReply.Defer(accepted.Error == StoreError.NoSpace ? TransientReply.StorageFull : TransientReply.Fault);
    }

    private FinalReply Refuse(PolicyDecision decision)
    {
        Log.Refused(services.Logger, peer.Id, mail.ReversePath.ToString(), _recipients.Count == 1 ? _recipients[0].Recipient.Address.ToString() : $"{_recipients.Count} recipients", decision.Reason, decision.ToString());
        return FinalReply.Refuse(decision);
    }

    private FinalReplies ForAll(FinalReply reply) => peer.Options.Profile == SmtpProfile.Lmtp
        ? FinalReplies.PerRecipient([.. Enumerable.Repeat(reply, _recipients.Count)])
        : FinalReplies.ForAll(reply);
}
