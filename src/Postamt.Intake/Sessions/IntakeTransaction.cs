using Postamt.Cluster.Identity;
using Postamt.Intake.Decisions;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Mime;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Screening;
using Postamt.Screening.Content;
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
    private readonly List<RecipientDecision.Take> _recipients = [];
    private SpoolWriter? _spool;
    private MessageIndexer? _indexer;

    public async ValueTask<StepReply> RcptAsync(EnvelopeRecipient recipient, CancellationToken cancellationToken)
    {
        var most = mail.ReversePath.IsNull && sender is null ? services.Limits.NullSenderRecipients : services.Limits.Recipients;
        if (_recipients.Count >= most) return StepReply.Defer(TransientReply.TooManyRecipients);
        // A front server that speaks LMTP to us, and who signed in, guess nothing.
        var counted = sender is null && peer.Options.Profile != SmtpProfile.Lmtp;
        if (counted && services.Guesses.IsOver(peer.Remote.Address)) return StepReply.Defer(TransientReply.TryLater);
        switch (await _recipientRules.DecideAsync(recipient, mail, sender, cancellationToken))
        {
            case RecipientDecision.Take take:
                // LMTP answers each recipient; elsewhere naming one twice is one recipient (RFC 5321 3.3 leaves it to us).
                if (peer.Options.Profile == SmtpProfile.Lmtp || !_recipients.Exists(each => each.Recipient.Recipient.Address.LookupKey == take.Recipient.Recipient.Address.LookupKey)) _recipients.Add(take);
                return StepReply.Ok;
            case RecipientDecision.Refuse refuse:
                if (counted && refuse.Decision.Reason == PolicyReason.UnknownRecipient && services.Guesses.Count(peer.Remote.Address)) Log.Guessing(services.Logger, peer.Remote.Address, peer.Id);
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
            return await FinishAsync(content, _indexer!.Complete(), cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_spool is not null) await _spool.DisposeAsync();
        _indexer?.Dispose();
    }

    /// <summary>
    /// Mailboxes without room for what the mail really is are told so: in LMTP each by its own reply, elsewhere when none has room. A mail that
    /// fits into one of several mailboxes is taken for all, because SMTP has one answer and the ones without room are over by one mail
    /// at the most: they are refused from the next RCPT on.
    /// </summary>
    private async ValueTask<FinalReplies> FinishAsync(SpooledContent content, MessageStructure structure, CancellationToken cancellationToken)
    {
        // What was declared was asked for at RCPT.
        if (content.Length <= mail.DeclaredSize) return ForAll(await JudgeAsync([.. _recipients.Select(each => each.Recipient)], content, structure, cancellationToken));
        var room = new List<StepReply>(_recipients.Count);
        foreach (var recipient in _recipients)
            room.Add(recipient.Mailbox is { } mailbox ? await new MailboxRoom(services).CheckAsync(mailbox, content.Length, cancellationToken) : StepReply.Ok);
        var lmtp = peer.Options.Profile == SmtpProfile.Lmtp;
        if (!room.Exists(each => each.IsOk))
        {
            if (lmtp) return FinalReplies.PerRecipient([.. room.Select(Final)]);
            return FinalReplies.ForAll(Final(room.Find(each => each.Later is not null) ?? room[0]));
        }
        if (!lmtp || room.TrueForAll(each => each.IsOk)) return ForAll(await JudgeAsync([.. _recipients.Select(each => each.Recipient)], content, structure, cancellationToken));
        var taken = await JudgeAsync([.. _recipients.Where((_, i) => room[i].IsOk).Select(each => each.Recipient)], content, structure, cancellationToken);
        return FinalReplies.PerRecipient([.. room.Select(each => each.IsOk ? taken : Final(each))]);
    }

    private async ValueTask<FinalReply> JudgeAsync(List<AcceptRecipient> recipients, SpooledContent content, MessageStructure structure, CancellationToken cancellationToken)
    {
        if (structure.Has(StructureFlags.HasNul)) return FinalReply.Refuse(Refusals.HasNul);
        if (structure.Has(StructureFlags.HeaderTooLarge)) return FinalReply.Refuse(Refusals.HeaderTooLarge);
        if (sender is not null)
        {
            var owned = await _senderRules.CheckContentAsync(structure, sender, cancellationToken);
            if (!owned.IsOk) return Final(owned);
        }
        var envelope = new Envelope(mail, [.. recipients.Select(each => each.Recipient)]);
        var header = await MailHeader.ReadAsync(content, cancellationToken);
        var origin = sender is not null ? MailOrigin.SignedIn : peer.Options.Profile == SmtpProfile.Lmtp ? MailOrigin.FrontServer : MailOrigin.Outside;
        var input = new ScreeningInput(envelope, content, header, structure, origin, peer.Remote.Address, peer.HeloName) { Company = CompanyOf(recipients) };
        switch (await services.Screening.ScreenAsync(input, cancellationToken))
        {
            case Verdict.Reject reject:
                return FinalReply.Refuse(reject.Decision);
            case Verdict.Defer defer:
                return FinalReply.Defer(new TransientReply(451, defer.Status, "Try again later"));
            case var verdict:
                // What a front server says of a mail is ours.
                var shown = origin == MailOrigin.FrontServer ? content : await services.ForeignResults.HideAsync(content, header, cancellationToken);
                return await AcceptAsync(recipients, shown, structure, verdict);
        }
    }

    private static CompanyId CompanyOf(List<AcceptRecipient> recipients) =>
        recipients.TrueForAll(each => each.Company == recipients[0].Company) ? recipients[0].Company : CompanyId.Installation;

    private async ValueTask<FinalReply> AcceptAsync(List<AcceptRecipient> recipients, SpooledContent content, MessageStructure structure, Verdict verdict)
    {
        var request = RequestBuilder.Build(services, peer, mail, sender, recipients, content, structure, verdict);
        // From here on nothing is cancelled: the commit's outcome decides the answer.
        var accepted = await services.Acceptance.AcceptAsync(request);
        if (accepted.TryGet(out var receipt))
        {
            Log.Received(services.Logger, receipt.AcceptId, peer.Id, mail.ReversePath.ToString(), recipients.Count, content.Length, receipt.Repeated);
            return FinalReply.Accept(receipt);
        }
        Log.AcceptFailed(services.Logger, peer.Id, accepted.Error!.Value, accepted.Detail ?? "");
        return FinalReply.Defer(accepted.Error == StoreError.NoSpace ? TransientReply.StorageFull : TransientReply.Fault);
    }

    private static FinalReply Final(StepReply no) => no.Refusal is { } refusal ? FinalReply.Refuse(refusal) : FinalReply.Defer(no.Later!);

    private FinalReplies ForAll(FinalReply reply) => peer.Options.Profile == SmtpProfile.Lmtp
        ? FinalReplies.PerRecipient([.. Enumerable.Repeat(reply, _recipients.Count)])
        : FinalReplies.ForAll(reply);
}
